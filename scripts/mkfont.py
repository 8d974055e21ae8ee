#!/usr/bin/python3
"""Makes the fonts that documents are printed in (internal/document/face/data) from the Debian packages
fonts-noto-cjk (OFL). Needs the Debian package fonttools.

Usage: scripts/mkfont.py [output directory]

Each output is a TrueType font compressed with gzip. The Noto sources have PostScript (CFF) outlines; they are
converted to TrueType outlines because a TrueType subset is simple enough to cut in a few dozen lines of Go.
  serif     Noto Serif CJK SC, GB/T 2312 and common characters of names: body text
  serifbold the same, bold: titles
  sansbold  Noto Sans CJK SC Bold, GB/T 2312: headings
  rare      Noto Serif CJK SC, every character that serif lacks: the fallback for rare characters of names

The output is the same for the same input: no time of day is written into the fonts.
"""
import gzip, io, os, sys
from fontTools import subset
from fontTools.misc.roundTools import otRound
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

NOTO = '/usr/share/fonts/opentype/noto/'
SERIF = NOTO + 'NotoSerifCJK-Regular.ttc'
SERIF_BOLD = NOTO + 'NotoSerifCJK-Bold.ttc'
SANS_BOLD = NOTO + 'NotoSansCJK-Bold.ttc'
SC = 2  # the Simplified Chinese face in the Noto collections

# Characters outside GB/T 2312 that our forms or common names use.
SYMBOLS = '〔〕【】《》〈〉「」『』“”‘’—…·×÷±≤≥￥¥℃㎡№‰①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳□✓■●○▲△◆◇★☆〇－～'
NAMES = ('羲囊淼垚喆赟懿彧昇囧栢堃玥珺琲珅濛瑄祎祐犇晟旻昀湲巹甯翀昉旸暄煊燚焱炘琤琇瑀璟璐璠珮珩玗玹珉琬珝瑢瑧璇璘瓒翊翮赪旖旎'
         '沅沄沚泂洺浠淏渼湉湜溁滢潆澍濬灏昕昳晗晞晢暐曈杲栩桉梓梵棽楒榕樾橦毓芃芊芮苒茜茗荇莀莜菡萱葳蕤薇藜蘅铠铄锟锜镕镔闫阚陟隽'
         '霈霂靓韫韬颀飏飒馥骁骞骐鹍鹔鹂麒麟黠龑龢')


def gb2312():
    s = set(range(0x20, 0x7f)) | set(range(0xa0, 0x100))
    for hi in range(0xa1, 0xf8):
        for lo in range(0xa1, 0xff):
            try:
                s.add(ord(bytes([hi, lo]).decode('gb2312')))
            except UnicodeDecodeError:
                pass
    return s | {ord(c) for c in SYMBOLS + NAMES}


def truetype_outlines(f):
    """Replaces the CFF table of f by glyf and loca. One unit of a thousand is below what a printer shows."""
    glyphs, order, out = f.getGlyphSet(), f.getGlyphOrder(), {}
    for name in order:
        pen = TTGlyphPen(glyphs)
        glyphs[name].draw(Cu2QuPen(pen, f['head'].unitsPerEm / 1000, reverse_direction=True))
        out[name] = pen.glyph()
    f['loca'] = newTable('loca')
    glyf = f['glyf'] = newTable('glyf')
    glyf.glyphOrder, glyf.glyphs = order, out
    for tag in ('CFF ', 'VORG'):
        if tag in f:
            del f[tag]
    m = f['maxp']
    m.tableVersion = 0x00010000
    for k in ('maxTwilightPoints', 'maxStorage', 'maxFunctionDefs', 'maxInstructionDefs', 'maxStackElements',
              'maxSizeOfInstructions', 'maxComponentElements', 'maxPoints', 'maxContours', 'maxCompositePoints',
              'maxCompositeContours', 'maxComponentDepth'):
        setattr(m, k, 0)
    m.maxZones = 1
    f['post'].formatType = 3.0
    f.sfntVersion = '\000\001\000\000'


def add_ticked_box(f):
    """Draws ☑ as □ with ✓ in it: none of the sources has one that matches its □."""
    cmap = f.getBestCmap()
    if 0x2611 in cmap or 0x25a1 not in cmap or 0x2713 not in cmap:
        return
    glyphs, glyf, hmtx = f.getGlyphSet(), f['glyf'], f['hmtx']
    box, tick = cmap[0x25a1], cmap[0x2713]
    b, t = glyf[box], glyf[tick]
    b.recalcBounds(glyf)
    t.recalcBounds(glyf)
    k = 0.86 * (b.xMax - b.xMin) / (t.xMax - t.xMin)
    dx = (b.xMin + b.xMax) / 2 - k * (t.xMin + t.xMax) / 2
    dy = (b.yMin + b.yMax) / 2 - k * (t.yMin + t.yMax) / 2
    pen = TTGlyphPen(None)
    glyphs[box].draw(pen)
    glyphs[tick].draw(TransformPen(pen, (k, 0, 0, k, dx, dy)))
    g = pen.glyph()
    g.coordinates.toInt()
    name = 'tickedbox'
    f.setGlyphOrder(f.getGlyphOrder() + [name])
    glyf.glyphs[name], glyf.glyphOrder = g, f.getGlyphOrder()
    hmtx.metrics[name] = (hmtx.metrics[box][0], otRound(b.xMin))
    for table in f['cmap'].tables:
        if table.isUnicode():
            table.cmap[0x2611] = name


def make(src, want, out, rename=None):
    f = TTFont(src, fontNumber=SC if src.endswith('.ttc') else -1, recalcTimestamp=False)
    have = set(f.getBestCmap())
    o = subset.Options()
    o.layout_features, o.hinting, o.glyph_names, o.notdef_outline = [], False, False, True
    o.name_IDs, o.name_languages, o.name_legacy = [0, 1, 2, 3, 4, 5, 6, 13, 14], [0x409], False
    o.recalc_timestamp = False
    o.drop_tables += ['GSUB', 'GPOS', 'GDEF', 'BASE', 'vhea', 'vmtx', 'DSIG', 'JSTF', 'VORG', 'STAT', 'gasp', 'meta']
    s = subset.Subsetter(o)
    s.populate(unicodes=want & have)
    s.subset(f)
    if 'CFF ' in f:
        truetype_outlines(f)
    add_ticked_box(f)
    if rename:
        for n in f['name'].names:
            if n.nameID in (1, 4):
                n.string = rename
            elif n.nameID in (3, 6):
                n.string = rename.replace(' ', '')
    raw = io.BytesIO()
    f.save(raw)
    with open(out, 'wb') as w, gzip.GzipFile(filename='', mode='wb', fileobj=w, compresslevel=9, mtime=0) as z:
        z.write(raw.getvalue())
    print('%-36s %6d glyphs %9d bytes, %9d compressed' % (out, len(f.getGlyphOrder()), len(raw.getvalue()), os.path.getsize(out)), flush=True)
    return set(f.getBestCmap()), have


def main():
    d = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), '../internal/document/face/data')
    os.makedirs(d, exist_ok=True)
    path = lambda n: os.path.join(d, n + '.ttf.gz')
    common = gb2312()
    got, every = make(SERIF, common, path('serif'))
    make(SERIF_BOLD, common, path('serifbold'))
    make(SANS_BOLD, common, path('sansbold'))
    make(SERIF, every - got, path('rare'))


main()
