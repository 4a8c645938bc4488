# Everything built or downloaded goes into .build/, which ignores itself.

SHELL := bash
.DEFAULT_GOAL := help
MODULE := github.com/mfa-session/mfa-session
# Leaves urfave's man page generator, and two modules with it, out of the program; and HTTP/2, which
# it does not speak: 3 % of what is read at every start.
TAGS := urfave_cli_no_docs,nethttpomithttp2
VERSION = $(patsubst v%,%,$(shell git describe --tags --always --dirty 2>/dev/null || echo devel))
RELEASE = -trimpath -tags $(TAGS) -ldflags "-s -w -X $(MODULE)/internal/command.Version=$(VERSION)"
# What the go tool does not find by itself, for the dot.
CI_PROGRAMS = ./.ci/testsummary ./.ci/prove ./.ci/bench/...
# The macOS keychain is reached through cgo; everywhere else the program is static.
CGO = CGO_ENABLED=$(if $(filter darwin,$(shell go env GOOS)),1,0)

# Changes the code to see whether a test notices.
GREMLINS = github.com/go-gremlins/gremlins/cmd/gremlins@v0.6.0

# No tool fetches another Go than the one that is there.
export GOTOOLCHAIN := local

.PHONY: help deps lint test bench prove build install docs demo clean

help: ## Show the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 10

.build/.gitignore:
	@mkdir -p .build && echo '*' > $@

deps: .build/.gitignore ## Install what lint and test use
	@bash .ci/deps

lint: .build/.gitignore ## Check the sources, for macOS and Windows too
	.build/bin/golangci-lint run --config .ci/golangci.yml ./... $(CI_PROGRAMS)
	go vet ./... $(CI_PROGRAMS)
	set -e; for os in darwin windows; do \
		CGO_ENABLED=0 GOOS=$$os go vet -tags $(TAGS) ./...; \
		CGO_ENABLED=0 GOOS=$$os go build -tags $(TAGS) ./...; \
	done
	set -e; for script in $$(grep -rlsE '^#!.*bash' .ci docs completions); do bash -n "$$script"; done

test: .build/.gitignore ## Run every test; end with the list of those skipped
	@bash .ci/test

bench: .build/.gitignore ## Measure how fast this commit is, and say what must hold (Linux; ROUNDS=60 for the whole storm)
	@mkdir -p .build/bench
	@$(CGO) go build $(RELEASE) -o .build/bench/ ./cmd/mfa-session ./.ci/bench/hello ./.ci/bench/imports ./.ci/bench/bareread
	@go build -o .build/bench/ ./cmd/aws-sandbox ./.ci/bench
	@.build/bench/bench -rounds $(or $(ROUNDS),10)

prove: .build/.gitignore ## Run the long campaign and write docs/proof.md (hours; FUZZ=1m ONLY=load,faults,inputs,mutants MUTATE=queue,device EVERY=3 FROM=1 AGAIN=1)
	@GOBIN=$(CURDIR)/.build/bin go install $(GREMLINS)
	@go build -o .build/bin/ ./.ci/prove
	@.build/bin/prove -fuzz $(or $(FUZZ),5m) -only $(or $(ONLY),load,faults,inputs,mutants) $(if $(MUTATE),-mutate $(MUTATE)) $(if $(EVERY),-every $(EVERY)) $(if $(FROM),-from $(FROM)) $(if $(AGAIN),-again) -o docs/proof.md

build: .build/.gitignore ## Build .build/bin/mfa-session
	$(CGO) go build $(RELEASE) -o .build/bin/ ./cmd/mfa-session

install: ## Install mfa-session where go install puts programs
	$(CGO) go install $(RELEASE) ./cmd/mfa-session

docs: ## Write the manual page and docs/commands.md anew
	go run ./cmd/gen-docs

demo: build ## Do the main job in a sandbox: no AWS account, no questions
	go build -o .build/bin/ ./cmd/aws-sandbox ./internal/e2e/sdkclient
	@PATH="$(CURDIR)/.build/bin:$$PATH" bash docs/demo.sh

clean: ## Remove .build
	rm -rf .build
