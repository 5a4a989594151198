# Rules of the examples with latent dynamics networks. The Makefile that includes this says, of a model NAME/SEED, where NAME
# is DATA-VARIANT: TRAIN_DATA, options of rom-ldnet; OPTIONS_NAME, likewise; SIGNALS and PARAMETERS, the DATA that have them.
# Data are results/train-DATA.npy and results/test-DATA.npy, with -x, -mu and -signals.
include ../common.mk

.PHONY: demo data publish
demo: $(R)/table.txt $(PICTURES)
	@cat $(R)/table.txt

# Of a model's path NAME/SEED: its name, its data, and the options that name them.
name = $(firstword $(subst /, ,$(1)))
data_of = $(firstword $(subst -, ,$(call name,$(1))))

.SECONDEXPANSION:
$(R)/%/model.json: $(R)/train-$$(call data_of,$$*).npy
	@mkdir -p $(dir $(R)/$*)
	rom-ldnet $< --points $(R)/train-$(call data_of,$*)-x.npy $(call with,train,$*,--params) $(TRAIN_$(call data_of,$*)) \
	  $(OPTIONS_$(call name,$*)) --seed $(notdir $*) --resume -o $(R)/$*
# Inputs of the cases `1` for the model `2`; parameters with the option `3`.
with = $(if $(filter $(call data_of,$(2)),$(SIGNALS)),--signals $(R)/$(1)-$(call data_of,$(2))-signals.npy) \
  $(if $(filter $(call data_of,$(2)),$(PARAMETERS)),$(3) $(R)/$(1)-$(call data_of,$(2))-mu.npy)
$(R)/%/errors.txt: $(R)/%/model.json $(R)/test-$$(call data_of,$$*).npy
	rom-predict $(R)/$* $(call with,test,$*) --points $(R)/test-$(call data_of,$*)-x.npy -q -o - | \
	  rom-error $(R)/test-$(call data_of,$*).npy - --nrmse >$@
errors = $(foreach s,$(2),$(R)/$(1)/$(s)/errors.txt)

publish: demo $(VERIFIED)
	mkdir -p pictures
	cp $(PICTURES) pictures/
	$(TABLE) publish README.md $(R)/table.txt $(VERIFIED)
