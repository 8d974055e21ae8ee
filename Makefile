# Everything a person or a machine does with this repository. `make` alone lists the targets.
GO ?= go

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test test-deps check race soak mutate bench generate build dist

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## start the demo on http://localhost:8080; needs Go and nothing else
	$(GO) run ./cmd/qinghe demo

demo-reset: ## throw the demo's data away and start it again
	$(GO) run ./cmd/qinghe demo -reset

test: ## run every check on both databases and in a real browser
	scripts/test

test-deps: ## install what the tests need (Debian, as root): PostgreSQL, Chromium, fonts
	scripts/test-deps

check: ## what to run before a commit: format, vet, generated files, and the tests that run with what is installed
	scripts/test quick

race: ## run the packages where work meets work under the race detector (needs a C compiler)
	scripts/test race

soak: ## kill the program under load (ROUNDS=200 on each engine), then hand disputes over while processes are killed (HANDOVERS=100000)
	scripts/test soak

mutate: ## change each row of the law one by one; every change must make a test fail
	scripts/test mutate

bench: ## measure everything into docs/benchmarks.md (takes an hour; CLOCKS, CASES and QINGHE_BENCH_FLOOR say how much)
	scripts/test bench

generate: ## print the generated code and documents again
	scripts/generate

build: ## build the program for this machine into dist/
	CGO_ENABLED=0 $(GO) build -trimpath -o dist/qinghe ./cmd/qinghe

dist: ## build for linux amd64, arm64 and loong64 into dist/, with checksums
	sh deploy/build.sh dist
	cp LICENSES/notices.txt LICENSES/OFL-1.1.txt dist/
