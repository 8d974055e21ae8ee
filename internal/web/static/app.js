// Improves pages that work without it: focus on errors, one submission per form, a guard for unsaved changes, the
// signature pad, upload progress and the search key.
(function () {
  "use strict";
  var summary = document.getElementById("errors");
  if (summary) summary.focus();

  document.addEventListener("keydown", function (e) {
    if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey) return;
    var t = e.target;
    if (t && (t.isContentEditable || /^(input|textarea|select)$/i.test(t.tagName))) return;
    var q = document.getElementById("q");
    if (q) { e.preventDefault(); q.focus(); }
  });

  var dirty = false;
  document.addEventListener("input", function (e) {
    var f = e.target.form;
    if (f && f.method === "post" && f.hasAttribute("data-guard")) dirty = true;
  });
  window.addEventListener("beforeunload", function (e) { if (dirty) e.preventDefault(); });

  document.addEventListener("submit", function (e) {
    var f = e.target;
    if (f.method !== "post") return;
    if (f.dataset.sent) { e.preventDefault(); return; }
    var pad = f.querySelector("canvas.pad");
    if (pad && pad.dataset.used) f.elements[pad.dataset.into].value = pad.toDataURL("image/png");
    f.dataset.sent = "1";
    dirty = false;
    setTimeout(function () { delete f.dataset.sent; }, 8000);
    var chosen = f.querySelector("input[type=file]");
    if (f.dataset.pieces && chosen && chosen.files && chosen.files[0] && window.fetch && chosen.files[0].slice) pieces(e, f, chosen);
    else if (f.enctype === "multipart/form-data" && window.XMLHttpRequest && f.querySelector("progress")) upload(e, f);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (f) { delete f.dataset.sent; });
  });

  // pieces sends a file in pieces and goes on where it stopped, also after the page was opened again: the server knows the
  // file by its mark. Then the form is sent without the file.
  function pieces(e, f, chosen) {
    e.preventDefault();
    var file = chosen.files[0], base = f.dataset.pieces, size = +f.dataset.piece, bar = f.querySelector("progress"), words = f.querySelector("[data-say]"), tries = 0;
    function say(t) { words.hidden = !t; words.textContent = t; }
    function stop(t) { delete f.dataset.sent; dirty = true; say(t); }
    function answer(r) { return r.json().then(function (j) { if (!r.ok) throw new Error(j.error || "没有传上去，请再试一次"); return j; }); }
    bar.hidden = false; bar.max = file.size; say("");
    var start = new URLSearchParams({ name: file.name, size: file.size, mark: file.name + "/" + file.size + "/" + file.lastModified });
    fetch(base, { method: "POST", body: start }).then(answer).then(function (u) {
      function next(at) {
        bar.value = at;
        f.dataset.sent = "1";
        if (at >= file.size) {
          var id = document.createElement("input");
          id.type = "hidden"; id.name = "upload"; id.value = u.id;
          f.appendChild(id);
          chosen.disabled = true; // the pieces are there already
          HTMLFormElement.prototype.submit.call(f);
          return;
        }
        fetch(base + "/" + u.id + "?at=" + at, { method: "POST", body: file.slice(at, at + size), headers: { "Content-Type": "application/octet-stream" } }).then(answer).then(function (j) { tries = 0; next(j.received); }, function (err) {
          if (err instanceof TypeError && tries++ < 5) { say("网络断了，正在接着传……"); setTimeout(function () { next(at); }, 1000 * tries); return; }
          stop(err instanceof TypeError ? "网络断了。已经传上去的还在，有网了再点一次上传，会接着传。" : err.message);
        });
      }
      if (u.received) say("接着上次传。");
      next(u.received);
    }, function (err) { stop(err instanceof TypeError ? "网络断了，没有传上去。有网了再点一次上传。" : err.message); });
  }

  function upload(e, f) {
    e.preventDefault();
    var bar = f.querySelector("progress"), x = new XMLHttpRequest();
    bar.hidden = false;
    x.upload.onprogress = function (p) { if (p.lengthComputable) { bar.max = p.total; bar.value = p.loaded; } };
    x.onload = function () {
      if (x.status < 300 && x.responseURL) {
        if (x.responseURL !== location.href) history.replaceState(null, "", x.responseURL);
      }
      document.open(); document.write(x.responseText); document.close();
    };
    x.onerror = function () {
      delete f.dataset.sent; bar.hidden = true;
      var p = document.createElement("p");
      p.className = "msg"; p.setAttribute("role", "alert");
      p.textContent = "网络断了，没有传上去。请检查网络后再点一次上传。";
      f.prepend(p);
    };
    x.open("POST", f.action);
    x.send(new FormData(f));
  }

  document.querySelectorAll("canvas.pad").forEach(function (c) {
    var g = c.getContext("2d"), on = false;
    function size() {
      var r = c.getBoundingClientRect(), s = window.devicePixelRatio || 1;
      c.width = r.width * s; c.height = r.height * s;
      g.scale(s, s); g.lineWidth = 3; g.lineCap = "round"; g.lineJoin = "round"; g.strokeStyle = "#111";
      delete c.dataset.used;
    }
    function at(e) { var r = c.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; }
    c.addEventListener("pointerdown", function (e) { on = true; c.setPointerCapture(e.pointerId); var p = at(e); g.beginPath(); g.moveTo(p[0], p[1]); e.preventDefault(); });
    c.addEventListener("pointermove", function (e) { if (!on) return; var p = at(e); g.lineTo(p[0], p[1]); g.stroke(); c.dataset.used = "1"; });
    c.addEventListener("pointerup", function () { on = false; });
    size();
    c.closest(".padbox").hidden = false;
    size();
    var clear = c.closest(".padbox").querySelector("[data-clear]");
    if (clear) clear.addEventListener("click", size);
  });

  document.querySelectorAll("[data-print]").forEach(function (b) {
    b.hidden = false;
    b.addEventListener("click", function () { window.print(); });
  });
  var menu = document.querySelector(".side .menu");
  if (menu) {
    var narrow = window.matchMedia("(max-width:720px)");
    var fit = function () { menu.open = !narrow.matches; };
    fit();
    narrow.addEventListener("change", fit);
  }
})();
