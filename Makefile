# Every target does its own set-up: virtual environment, pinned packages, index. `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.installed-runtime
DEV := $(VENV)/.installed-dev
BENCH := $(VENV)/.installed-bench
PACKAGES := corpus index search api ui
GOLD ?= ../shared/gold
ARGS ?=

# Text a person typed reaches the shell as an environment variable, never as shell or make source: no `$`, quote or
# backtick in a question is anything but a character.
override Q := $(value Q)
export Q PYTHON

# Wheels of the CPU build of PyTorch: where the package index has only the CUDA build, give the address of one that has it.
TORCH_INDEX ?=
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt \
       $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))

# Two targets at once would install into the same environment at once.
.NOTPARALLEL:
.PHONY: help ask app api build install dev test check lint types audit evaluate bench bench-full fuzz soak wheel lock clean

help: ## danh sách lệnh / this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  Biến / variables: Q="câu hỏi", ARGS="--json", PYTHON=python3.12, GOLD=$(GOLD), TORCH_INDEX=<address>'

# ---- set-up -------------------------------------------------------------------------------------------------------

# $(call install,EXTRAS) brings the environment to what pyproject.toml and constraints.txt say.
define install
@scripts/create-venv $(VENV)
@echo 'Cài đặt thư viện (lần đầu mất vài phút)…' >&2
@$(PIP) setuptools >&2
@$(PIP) --no-build-isolation --editable '.$(1)' >&2
@touch $(RUNTIME)
endef

$(RUNTIME): pyproject.toml constraints.txt
	$(call install,)

$(DEV): pyproject.toml constraints.txt
	$(call install,[dev])
	@touch $@

# The libraries that `make bench` compares with.
$(BENCH): pyproject.toml constraints.txt | $(DEV)
	$(call install,[bench])
	@touch $(DEV) $@

install: $(RUNTIME)
dev: $(DEV) ## cài đặt cả công cụ phát triển / install the development tools as well

# ---- use ----------------------------------------------------------------------------------------------------------

# Exit code 1 is an answer too: "the plans do not say".
ask: $(RUNTIME) ## hỏi một câu: make ask Q="Ai chịu trách nhiệm về nước sạch nông thôn ở Bến Tre?"
	@if [ -z "$$Q" ]; then echo 'Thiếu câu hỏi / no question: make ask Q="…"' >&2; exit 2; fi
	@scripts/ensure-index $(VENV)
	@$(BIN)/kehoach ask $(ARGS) -- "$$Q" || [ $$? -eq 1 ]

app: $(RUNTIME) ## mở giao diện web / open the front end
	@scripts/ensure-index $(VENV)
	@$(BIN)/kehoach app $(ARGS)

api: $(RUNTIME) ## chạy máy chủ API / run the API server
	@scripts/ensure-index $(VENV)
	@$(BIN)/kehoach serve $(ARGS)

build: $(RUNTIME) ## xây dựng chỉ mục rồi dừng / build the index and stop
	@$(BIN)/kehoach build $(ARGS)

# ---- development --------------------------------------------------------------------------------------------------

test: $(DEV) ## chạy kiểm thử / run the tests: make test ARGS="-k hygiene"
	@scripts/ensure-index $(VENV)
	@$(BIN)/python -m pytest $(ARGS)

check: lint types audit evaluate ## mọi kiểm tra tĩnh và sàn chất lượng / static checks and quality floors

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV)
	@$(BIN)/mypy $(PACKAGES) $(wildcard app_streamlit.py) scripts/audit.py

# AUDIT="--required" fails where no database of known holes answers; without it that is said, and passes.
audit: $(DEV) ## lỗ hổng đã biết của thư viện / known holes of the pinned packages
	@$(BIN)/python scripts/audit.py $(AUDIT)

evaluate: $(DEV) ## đo trên bộ câu hỏi phát triển / figures on the development questions
ifeq ($(wildcard search/evaluation),)
	@echo 'evaluate: bỏ qua, chưa có search/evaluation / skipped, no search/evaluation yet'
else ifeq ($(wildcard $(GOLD)),)
	@echo 'evaluate: bỏ qua, không có thư mục $(GOLD) / skipped, no folder $(GOLD)'
else
	@scripts/ensure-index $(VENV)
	@$(BIN)/kehoach evaluate --check --gold '$(GOLD)' $(ARGS)
endif

# $(call run,MODULE,ARGUMENTS) runs benchmarks/MODULE.py, or says that there is none.
run = @if [ -f benchmarks/$(1).py ]; then $(BIN)/python -m benchmarks.$(1) $(2) $(ARGS); \
       else echo 'chưa có benchmarks/$(1).py / there is no benchmarks/$(1).py yet' >&2; exit 2; fi

bench: $(DEV) $(BENCH) ## đo tốc độ / speed figures
	@scripts/ensure-index $(VENV)
	$(call run,bench,)

bench-full: $(DEV) $(BENCH) ## đo tốc độ với kho lớn / speed figures up to large corpora
	@scripts/ensure-index $(VENV)
	$(call run,bench,--full)

fuzz: $(DEV) ## biến dạng ngẫu nhiên các kế hoạch / random mutations of the plans
	$(call run,fuzz,)

soak: $(DEV) ## chạy máy chủ dưới tải lâu dài / a long run of the server under load
	@scripts/ensure-index $(VENV)
	$(call run,soak,)
	$(call run,durability,--full --keep)
	$(call run,milvus_smoke,--lite --keep)

wheel: $(DEV) ## đóng gói vào dist/ / build the distribution
	@rm -rf build dist
	@$(BIN)/python -m build --no-isolation --outdir dist .

lock: $(DEV) ## giải lại constraints.txt / resolve constraints.txt again (ARGS="--upgrade" for newer releases)
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/uv pip compile pyproject.toml --all-extras --universal \
	    --python-version 3.11 --quiet --output-file constraints.txt $(ARGS)

clean: ## xóa môi trường ảo và mọi thứ được tạo ra / remove the environment and everything built
	@rm -rf $(VENV) build dist *.egg-info .kehoach .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
