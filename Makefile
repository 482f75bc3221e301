# 입소대기 Enterwait. `make up` 으로 시작하세요 (start with `make up`).
.DEFAULT_GOAL := help
# Run goals in the given order, even with -j: `make -j images push` must not push before the build is finished.
.NOTPARALLEL:
SHELL := /bin/sh
NODE := node_modules/.bin/node
PACKAGES := node_modules/.package-lock.json

# make itself passes settings such as `make up STACK=embedded ENTERWAIT_PORT=3001` to the scripts as environment variables. An `export`
# here would also pass on unset ones, as empty variables.

# NODE_OPTIONS is meant for other programs, and Node reads it before any script could remove it.
unexport NODE_OPTIONS

# The loopback must never go through a proxy. Node reads the exceptions when it starts, so the scripts cannot set them.
comma := ,
space := $(subst ,, )
ifneq ($(HTTP_PROXY)$(HTTPS_PROXY)$(ALL_PROXY)$(http_proxy)$(https_proxy)$(all_proxy),)
override NO_PROXY := $(subst $(space),$(comma),$(strip $(subst $(comma), ,$(NO_PROXY),$(no_proxy)) 127.0.0.1 localhost ::1 $(HOST)))
override no_proxy := $(NO_PROXY)
export NO_PROXY no_proxy
endif

.PHONY: help up down status logs env demo seed mail doctor clean dlq redrive reconcile access-records doors reindex erase retention leavers restore-drill import olddata test coverage faults screenshots bench mutants openapi spec provider smoke chart chart-schemas workflows lint architecture fmt build plan apply outputs secrets images push scan sbom cluster deploy rollback scale calendar

help: ## 이 도움말 (this help)
	@printf '입소대기 Enterwait\n'
	@awk -F ':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@printf '\n설정 (settings): STACK=docker|embedded HOST REGION AWS_PORT DATABASE_PORT ENTERWAIT_PORT NURSERY_PORT MANAGEMENT_PORT\n'
	@printf '  MAIL_SENDER MAIL_SANDBOX_RECIPIENT LOCALSTACK_IMAGE LOCALSTACK_AUTH_TOKEN LOCALSTACK_VOLUME_DIR MYSQL_IMAGE TF_PLUGIN_DIR PYTHON\n'

##@ 로컬 스택 (the local stack)

up: $(PACKAGES) ## 스택을 시작하고 증명, RESET=1 은 새 자료로 (start the stack and prove it, RESET=1 with new data)
	@$(NODE) scripts/up.ts

down: $(PACKAGES) ## 스택을 끝냄, 자료는 남음, RESET=1 은 자료도 지움 (stop it, the data stay, RESET=1 removes them)
	@$(NODE) scripts/down.ts

status: $(PACKAGES) ## 부분과 큐의 상태 (parts and queues)
	@$(NODE) scripts/status.ts

logs: $(PACKAGES) ## 기록: PART=nursery|SendEmail|… LINES=200 FOLLOW=1, TRACE=… 은 한 흐름, TARGET=aws SINCE=1h 는 AWS 에서 (logs, TRACE=… one trace, of AWS)
	@$(NODE) scripts/logs.ts

env: $(PACKAGES) ## KEY=VALUE: 다른 프로그램을 위한 값 (for other programs)
	@$(NODE) scripts/env.ts

demo: $(PACKAGES) ## 신청·승인·반려·취소를 보여 줌, LOAD=1 은 속도도 (show the flow, LOAD=1 the speed too)
	@$(NODE) scripts/demo.ts

seed: $(PACKAGES) ## 표본 가족·어린이집·신청, SEED=1 FAMILIES=300 (sample families, daycares, applications)
	@$(NODE) scripts/seed.ts

mail: $(PACKAGES) ## 보낸 메일, LAST=all PREVIEW=1 은 화면으로 (mails that were sent, PREVIEW=1 in a browser)
	@$(NODE) scripts/mail.ts

doctor: $(PACKAGES) ## 무엇이 없는지, 어떻게 얻는지 (what is missing and how to get it)
	@$(NODE) scripts/doctor.ts

# Removes the data too, and counts it first; if that is not possible, removes nothing.
clean: ## 끝내고 자료와 캐시까지 지움 (stop, remove the data and the caches)
	@if [ -e .enterwait/stack.json ] || [ -e .enterwait/database ] || [ -e .enterwait/folder.json ]; then \
	  $(MAKE) -s $(PACKAGES) && RESET=1 $(NODE) scripts/down.ts; fi
	rm -rf .enterwait dist coverage node_modules

##@ 운영 (to operate)

dlq: $(PACKAGES) ## 죽은 메시지: 언제, 왜, 어느 신청, JSON=1 (dead letters and parked records)
	@$(NODE) scripts/dlq.ts

redrive: $(PACKAGES) ## 다시 넣기: QUEUE=이름|all MAX=1000 (put dead letters back)
	@$(NODE) scripts/redrive.ts

access-records: $(PACKAGES) ## 접속기록 점검, MONTH=2026-11 TO=파일 은 내려받기, REMOVE=1 은 기한 지난 날 (who looked at whose data)
	@$(NODE) scripts/access-records.ts

reconcile: $(PACKAGES) ## 두 DB 를 판정과 비교, REPAIR=1 은 고침 (compare both databases with the table)
	@$(NODE) scripts/reconcile.ts

doors: $(PACKAGES) ## 명령을 받는지, CLOSE=nursery OPEN=nursery (whether commands are taken)
	@$(NODE) scripts/doors.ts

reindex: $(PACKAGES) ## 색인 이전의 신청을 색인에 넣음 (index applications from before the indexes)
	@$(NODE) scripts/reindex.ts

# The shell sets USER to the logged-in user, so only a USER from the command line counts.
erase retention: export ERASE_USER := $(if $(findstring command,$(origin USER)),$(USER))
erase: $(PACKAGES) ## 가족의 개인정보 파기: USER=… 또는 CHILD=…, DRY_RUN=1 WITHDRAW=1 (erase a family's data)
	@$(NODE) scripts/erase.ts

retention: $(PACKAGES) ## 오래된 취소·반려 신청의 파기: OLDER_THAN=365d (erase closed applications of an age)
	@$(NODE) scripts/erase.ts retention

leavers: $(PACKAGES) ## 스스로 탈퇴한 사람의 파기, 클러스터에서는 밤마다: DRY_RUN=1 (erase who closed their account; in a cluster it is done every night)
	@$(NODE) scripts/erase.ts leavers

restore-drill: $(PACKAGES) ## 백업과 복원 연습, PART=enterwait|nursery (rehearse a backup and its restore)
	@$(NODE) scripts/restore-drill.ts

##@ 옮겨 오기 (the move)

import: $(PACKAGES) ## 옛 시스템의 자료를 가져옴: FROM=@주소파일|dump.sql|폴더 DRY_RUN=1 (take over the old system's data)
	@$(NODE) scripts/import.ts

olddata: $(PACKAGES) ## 지어낸 옛 자료: TO=old.sql APPLICATIONS=50000 (an invented old database)
	@$(NODE) scripts/olddata.ts

##@ 시험 (tests)

test: $(PACKAGES) ## 모든 시험 (all tests)
	@$(NODE) scripts/test.ts

coverage: $(PACKAGES) ## 단위 시험이 실행하는 코드의 비율, 적으면 실패 (how much of the code the unit tests run; too little fails)
	@ONLY=unit COVERAGE=1 $(NODE) scripts/test.ts

faults: $(PACKAGES) ## 장애 시험만: 잃은 것 0, 어긋난 것 0 (the fault scenarios alone)
	@ONLY=faults $(NODE) scripts/test.ts

screenshots: $(PACKAGES) ## README 의 화면 셋을 새로 찍음: docs/screenshots (take the screenshots of the READMEs again)
	@ONLY=browser/screenshots SCREENSHOTS=docs/screenshots $(NODE) scripts/test.ts

bench: $(PACKAGES) ## 신청 십만 건에서 페이지의 속도 (pages with 100,000 applications)
	@$(NODE) tests/bench/pages.ts

mutants: $(PACKAGES) ## 규칙을 하나씩 망가뜨려 시험이 잡는지 (does a test catch each broken rule)
	@$(NODE) scripts/mutants.ts

openapi: $(PACKAGES) ## 세 서비스가 openapi.json 대로인가, EXAMPLES=200 ONLY=nursery (do the services do what their descriptions say)
	@$(NODE) scripts/openapi.ts

spec: $(PACKAGES) ## 규약의 명세를 빠짐없이 검사, CHECK=NO_ROUNDS 는 반례도 (the specification, exhaustively)
	@$(NODE) scripts/spec.ts

provider: $(PACKAGES) ## Terraform 시험을 다른 버전의 프로바이더로, VERSION=6 (Terraform's tests with another provider)
	@$(NODE) scripts/provider.ts

smoke: $(PACKAGES) ## 돌고 있는 시스템이 일하는지, TARGET=aws 는 AWS 에서 (does a running system do its work)
	@$(NODE) scripts/smoke.ts

chart: $(PACKAGES) ## Helm 차트 검사 (lint, render and validate the chart, both sizes)
	@$(NODE) scripts/chart.ts

chart-schemas: $(PACKAGES) ## 다른 곳에서 정의한 종류의 스키마를 새로 만듦 (make the schemas of foreign kinds anew)
	@$(NODE) scripts/chart-schemas.ts

workflows: $(PACKAGES) ## GitHub 워크플로 검사 (check the workflows)
	@$(NODE) scripts/workflows.ts

lint: $(PACKAGES) ## 형식·타입·패키지의 경계·쓰이지 않는 것 검사 (lint, types, boundaries, what is not used)
	@node_modules/.bin/biome check .
	@node_modules/.bin/tsc --noEmit -p .
	@$(NODE) scripts/boundaries.ts
	@$(NODE) node_modules/knip/bin/knip.js

architecture: $(PACKAGES) ## docs/architecture.md 의 그림을 새로 그림 (draw the packages anew)
	@$(NODE) scripts/boundaries.ts draw

fmt: $(PACKAGES) ## 코드와 Terraform 의 형식을 맞춤 (format)
	@node_modules/.bin/biome check --write .
	@terraform fmt -recursive terraform

build: $(PACKAGES) ## dist/ 를 만듦 (bundle everything)
	@$(NODE) scripts/build.ts

##@ AWS

plan: $(PACKAGES) ## 스택이 Terraform 과 같은가, ENV=small|production 은 AWS 전체를 시험, TARGET=aws 는 AWS 에서, CERTIFICATES=1 은 인증서만 (does the stack agree, rehearse AWS, plan AWS)
	@$(NODE) scripts/plan.ts

apply: $(PACKAGES) ## make plan 의 계획을 AWS 에: ENV=… TARGET=aws (carry out the plan that was made)
	@$(NODE) scripts/apply.ts apply

outputs: $(PACKAGES) ## AWS 에 있는 것을 JSON 으로 (what stands in AWS, as JSON)
	@$(NODE) scripts/apply.ts outputs

secrets: $(PACKAGES) ## 값이 없는 비밀을 AWS 에 씀, RENEW=nursery,webhook 은 새로 (write the secrets that have no value yet, renew some)
	@$(NODE) scripts/secrets.ts

images: $(PACKAGES) ## 이미지 셋을 만듦, TAG=커밋 (build the three images)
	@$(NODE) scripts/images.ts build

push: $(PACKAGES) ## 이미지를 ECR 로, REGISTRY=… (push the images)
	@$(NODE) scripts/images.ts push

scan: $(PACKAGES) ## ECR 이 찾은 이미지의 약점: 심각하면 실패, REGISTRY=… (fail on serious weaknesses that ECR found)
	@$(NODE) scripts/images.ts scan

sbom: $(PACKAGES) ## 부품표 dist/sbom.cdx.json (bill of materials, CycloneDX)
	@$(NODE) scripts/sbom.ts

cluster: $(PACKAGES) ## 클러스터를 한 번 준비 (prepare the cluster, once)
	@$(NODE) scripts/release.ts cluster

deploy: $(PACKAGES) ## 클러스터에 배포: ENV=small|production TAG=커밋, DRY_RUN=1 은 보기만 (roll out)
	@$(NODE) scripts/release.ts deploy

rollback: $(PACKAGES) ## 바로 전 배포로, REVISION=번호 (back to the release before)
	@$(NODE) scripts/release.ts rollback

scale: $(PACKAGES) ## docs/scale.md: 비용과 한계 (cost and limits)
	@$(NODE) scripts/scale.ts

calendar: $(PACKAGES) ## 언제까지 지원되는지: EKS, RDS, Node … (what ends when)
	@$(NODE) scripts/calendar.ts

# Always check: a file's date does not say whether the packages work. Goals that only look at a stack or end it accept an older set.
CONTENT := down status logs env doctor
$(PACKAGES): FORCE
	@command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || { \
	  echo '✗ Node 20 이상과 npm 이 필요합니다 (Node 20 or newer and npm are needed)'; \
	  echo '→ https://nodejs.org · Debian/Ubuntu: sudo apt install nodejs npm · macOS: brew install node · $(NODE_ADVICE)'; exit 1; } >&2
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' || { \
	  echo "✗ Node $$(node --version) 은(는) 너무 오래되었습니다 (is too old): 20 이상 (or newer)"; \
	  echo '→ https://nodejs.org · macOS: brew install node · $(NODE_ADVICE)'; exit 1; } >&2
	@node localstack/packages/packages.mjs $(if $(filter-out $(CONTENT),$(MAKECMDGOALS)),,any)
FORCE:

NODE_ADVICE := 배포판의 것이 오래되었으면 (if your distribution has an older one): nvm install 24, \
  또는 NodeSource 의 패키지 (or the package of NodeSource)
