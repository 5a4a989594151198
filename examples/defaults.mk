# Rules for models of one and of two stages with the tools' defaults, a few seeds each, for all of these together, and for plain interpolation. The Makefile that includes this says:
# TRAIN and TEST, the data without .npy; DT; NETWORK, of rom-encode.
# results/defaults/SEED/1 is the model of one stage, results/defaults/SEED/2 that of two, results/defaults/SEED/decoder the same
# with a decoder as the second, whether it is the default or not.
DEFAULT_SEEDS ?= 0 1 2 3 4
D := $(R)/defaults

$(D)/%/1/model.json: $(TRAIN).npy
	@mkdir -p $(D)/$*
	rom-encode $< --dt $(DT) $(NETWORK) --seed $* --resume -o $(D)/$*/1
$(D)/%/xi.npy: $(D)/%/1/model.json
	rom-sindy $(D)/$*/1/latent.npy --dt $(DT) -o $@ >$(D)/$*/sindy.txt
$(D)/%/gp.json: $(TRAIN)-mu.npy $(D)/%/xi.npy
	rom-gpfit $^ -o $@
stage = rom-stage $(D)/$*/1 $(TRAIN).npy --gp $(D)/$*/gp.json --params $(TRAIN)-mu.npy --seed $* --resume
$(D)/%/2/model.json: $(D)/%/1/model.json $(D)/%/gp.json
	$(stage) -o $(D)/$*/2 | tee $(D)/$*/stage.txt
$(D)/%/decoder/model.json: $(D)/%/1/model.json $(D)/%/gp.json
	$(stage) --kind decoder -o $(D)/$*/decoder >$(D)/$*/decoder.txt

# Errors by stage and data; predictions go through a pipe.
default_errors = rom-predict $(D)/$*/$(1) $(2)-mu.npy --gp $(D)/$*/gp.json --initial $(2)-initial.npy -q -o - | rom-error $(2).npy - >$@
define of_stage
$(D)/%/train-$(1).txt: $(D)/%/$(1)/model.json $(D)/%/gp.json
	$$(call default_errors,$(1),$(TRAIN))
$(D)/%/test-$(1).txt: $(D)/%/$(1)/model.json $(D)/%/gp.json $(TEST).npy
	$$(call default_errors,$(1),$(TEST))
endef
MODELS := 1 2 decoder
$(foreach k,$(MODELS),$(eval $(call of_stage,$(k))))

# Those of two stages, asked together.
E := $(R)/ensemble
seeds = $(foreach s,$(DEFAULT_SEEDS),$(D)/$(s)/$(1))
$(E)/model.json: $(call seeds,2/model.json) $(call seeds,gp.json)
	rom-ensemble $(call seeds,2) --gp $(call seeds,gp.json) -o $(E) >$(R)/ensemble.txt
together = rom-predict $(E) $(1)-mu.npy --initial $(1)-initial.npy -q -o - | rom-error $(1).npy - >$@
$(E)/train.txt: $(E)/model.json
	$(call together,$(TRAIN))
$(E)/test.txt: $(E)/model.json $(TEST).npy
	$(call together,$(TEST))

# What they have to beat.
B := $(R)/baseline
$(B)/model.json: $(TRAIN).npy
	@mkdir -p $(R)
	rom-baseline $< $(TRAIN)-mu.npy -o $(B) >$(R)/baseline.txt
$(B)/train.txt: $(B)/model.json
	rom-predict $(B) $(TRAIN)-mu.npy -q -o - | rom-error $(TRAIN).npy - >$@
$(B)/test.txt: $(B)/model.json $(TEST).npy
	rom-predict $(B) $(TEST)-mu.npy -q -o - | rom-error $(TEST).npy - >$@
# And what it makes of the initial states, which those above do not see.
begun = @mkdir -p $(@D) && rom-predict $(B) $(1)-mu.npy --initial $(1)-initial.npy -q -o - | rom-error $(1).npy - >$@
$(R)/begun/train.txt: $(B)/model.json
	$(call begun,$(TRAIN))
$(R)/begun/test.txt: $(B)/model.json $(TEST).npy
	$(call begun,$(TEST))

$(R)/defaults.txt: $(foreach m,$(B) $(R)/begun $(E),$(m)/train.txt $(m)/test.txt) \
  $(foreach s,$(DEFAULT_SEEDS),$(foreach k,$(MODELS),$(D)/$(s)/train-$(k).txt $(D)/$(s)/test-$(k).txt))
	@$(TABLE) defaults $(addprefix $(D)/,$(DEFAULT_SEEDS)) --ensemble $(E) --baseline $(B) --begun $(R)/begun >$@

# What rom-tune chooses in MINUTES, and how long it takes: `make tuned`, for tuned.sh.
.PHONY: tuned
MINUTES ?= 10
T := $(R)/tuned
tuned: $(R)/tuned-test.txt
$(T)/model.json: $(TRAIN).npy
	begin=$$(date +%s); rom-tune $< $(TRAIN)-mu.npy --dt $(DT) --minutes $(MINUTES) -o $(T) >$(R)/tuned.txt && \
	  echo $$(($$(date +%s) - begin)) >$(R)/tuned-seconds.txt
$(R)/tuned-test.txt: $(T)/model.json $(TEST).npy
	rom-predict $(T) $(TEST)-mu.npy --initial $(TEST)-initial.npy -q -o - | rom-error $(TEST).npy - >$@

# How sure the models say they are of the test cases: `make sure`, for sure.sh. What is as large as the truth is not kept.
.PHONY: sure
sure: $(foreach k,1 2,$(call seeds,sure-$(k).json)) $(E)/sure.json $(B)/sure.json
sure_of = rom-predict $(1) $(TEST)-mu.npy $(2) --samples 20 -q --std $(@D)/std.npy -o $(@D)/u.npy && \
  rom-error $(TEST).npy $(@D)/u.npy --std $(@D)/std.npy --json >$@ && rm $(@D)/std.npy $(@D)/u.npy
$(D)/%/sure-1.json: $(D)/%/1/model.json $(D)/%/gp.json $(TEST).npy
	$(call sure_of,$(D)/$*/1,--gp $(D)/$*/gp.json --initial $(TEST)-initial.npy)
$(D)/%/sure-2.json: $(D)/%/2/model.json $(D)/%/gp.json $(TEST).npy | $(D)/%/sure-1.json
	$(call sure_of,$(D)/$*/2,--gp $(D)/$*/gp.json --initial $(TEST)-initial.npy)
$(E)/sure.json: $(E)/model.json $(TEST).npy
	$(call sure_of,$(E),--initial $(TEST)-initial.npy)
$(B)/sure.json: $(B)/model.json $(TEST).npy
	$(call sure_of,$(B))
