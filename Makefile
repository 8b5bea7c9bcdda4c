# make drive · make test · make bench · make help
# Everything is built once, by one profile: --release.

CARGO := cargo
# What `make drive` drives: make drive ARGS="cut_in --seed 3"
ARGS :=
# Which benchmark `make bench` runs.
BENCH := lockstep

.PHONY: help drive test bench

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

drive: setup ## drive a scenario in the simulator, print a scorecard, leave a run folder
	$(CARGO) run --release --locked -- drive $(ARGS)

test: setup ## every test: the quick ones, the slow ones, and the command without Rerun
	scripts/test.sh

bench: setup ## print the figures of one benchmark (BENCH=lockstep)
	$(CARGO) run --release --locked -- bench $(BENCH)

.PHONY: setup
setup:
	@scripts/setup.sh
