# Rules of the examples on a grid of 21 x 21 parameters, of which every fifth in either direction is trained on. The Makefile
# that includes this says: NAME, of the generator; TRAIN_GRID and ALL_GRID, its options; DT, NETWORK; EPOCHS, of either stage
# as published; AXES, the labels of rom-plot for the parameters.
include ../common.mk
DEFAULT_SEEDS ?= 0 1 2
TRAIN := $(R)/train
TEST := $(R)/all
include ../defaults.mk

.PHONY: demo data long publish publish-long

demo: $(R)/defaults.txt $(R)/table.txt $(R)/errors.png
	@cat $(R)/defaults.txt $(R)/table.txt

# Full-order data: 5 x 5 cases to train on (100 MB), 21 x 21 to test (1.8 GB).
data: $(R)/train.npy $(R)/all.npy
$(R)/train.npy $(R)/train-mu.npy $(R)/train-initial.npy &: | $(R)
	generate-$(NAME) $(R)/train $(TRAIN_GRID)
$(R)/all.npy $(R)/all-mu.npy $(R)/all-initial.npy &: | $(R)
	generate-$(NAME) $(R)/all $(ALL_GRID)

# All 441 points in more detail, of the first seed.
$(R)/table.txt: $(D)/0/test-1.txt $(D)/0/test-2.txt
	@$(TABLE) grid --row "one stage" $(D)/0/test-1.txt --row "two stages" $(D)/0/test-2.txt >$@
$(R)/errors.png: $(D)/0/test-1.txt $(D)/0/test-2.txt
	rom-plot $^ --labels "one stage,two stages" --params $(TEST)-mu.npy --training $(TRAIN)-mu.npy $(AXES) -o $@

# As many epochs as published, each one step over all snapshots: results/long/1 is the model of one stage, results/long/2 that
# of two.
L := $(R)/long
long: $(L)/long.txt
	@cat $<
$(L)/1/model.json: $(R)/train.npy
	@mkdir -p $(L)
	rom-encode $< --dt $(DT) $(NETWORK) --epochs $(EPOCHS) $(FULL) --resume -o $(L)/1
$(L)/xi.npy: $(L)/1/model.json
	rom-sindy $(L)/1/latent.npy --dt $(DT) -o $@ >$(L)/sindy.txt
$(L)/gp.json: $(R)/train-mu.npy $(L)/xi.npy
	rom-gpfit $^ $(ALONE) -o $@
$(L)/2/model.json: $(L)/1/model.json $(L)/gp.json
	rom-stage $(L)/1 $(R)/train.npy --gp $(L)/gp.json --params $(R)/train-mu.npy --epochs $(EPOCHS) $(SLOW) --resume -o $(L)/2 >$(L)/stage.txt
$(L)/errors-%.txt: $(L)/%/model.json $(L)/gp.json $(R)/all.npy
	rom-predict $(L)/$* $(R)/all-mu.npy --gp $(L)/gp.json --initial $(R)/all-initial.npy --uncorrected -o - | rom-error $(R)/all.npy - >$@
$(L)/long.txt: $(L)/errors-1.txt $(L)/errors-2.txt
	@$(TABLE) grid --row "one stage of $(EPOCHS) epochs" $(L)/errors-1.txt \
	  --row "two stages, at most $(EPOCHS) more" $(L)/errors-2.txt >$@

publish: demo $(R)/verify.txt
	mkdir -p pictures
	cp $(R)/*.png pictures/
	$(TABLE) publish README.md $(addprefix $(R)/,defaults.txt table.txt verify.txt)
publish-long: long
	$(TABLE) publish README.md $(L)/long.txt
