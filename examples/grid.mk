# Rules of the examples on a grid of 21 x 21 parameters, of which every fifth in either direction is trained on. The Makefile
# that includes this says: NAME, of the generator; TRAIN_GRID and ALL_GRID, its options; DT, NETWORK, EPOCHS; SINDY, of
# rom-sindy; AXES, the variables of plot-grid.gp.
include ../common.mk

.PHONY: demo data verify publish

demo: $(R)/table.txt $(R)/errors.png
	@cat $(R)/table.txt

verify: $(R)/verify.txt
	@cat $<
$(R)/verify.txt: $(BIN)/verify-$(NAME) | $(R)
	verify-$(NAME) >$@

# Full-order data: 5 x 5 cases to train on (100 MB), 21 x 21 to test (1.8 GB).
data: $(R)/train.npy $(R)/all.npy
$(R)/train.npy $(R)/train-mu.npy $(R)/train-initial.npy &: | $(R)
	generate-$(NAME) $(R)/train $(TRAIN_GRID)
$(R)/all.npy $(R)/all-mu.npy $(R)/all-initial.npy &: | $(R)
	generate-$(NAME) $(R)/all $(ALL_GRID)

# results/1 is the model of one stage, results/2 that of two.
$(R)/1/model.json: $(R)/train.npy
	rom-encode $< --dt $(DT) $(NETWORK) --epochs $(EPOCHS) $(FULL) --resume -o $(R)/1
$(R)/xi.npy: $(R)/1/model.json
	rom-sindy $(R)/1/latent.npy --dt $(DT) $(SINDY) -o $@ >$(R)/sindy.txt
$(R)/gp.json: $(R)/train-mu.npy $(R)/xi.npy
	rom-gpfit $^ -o $@
$(R)/2/model.json: $(R)/1/model.json $(R)/gp.json
	rom-stage $(R)/1 $(R)/train.npy --gp $(R)/gp.json --params $(R)/train-mu.npy --epochs $(EPOCHS) $(SLOW) --resume -o $(R)/2 | tee $(R)/stage.txt

# Errors at all 441 points; the predictions, 1.8 GB, go through a pipe.
$(R)/errors-%.txt: $(R)/%/model.json $(R)/gp.json $(R)/all.npy
	rom-predict $(R)/$* $(R)/all-mu.npy --gp $(R)/gp.json --initial $(R)/all-initial.npy -o - | rom-error $(R)/all.npy - >$@
$(R)/table.txt: $(R)/errors-1.txt $(R)/errors-2.txt
	@$(TABLE) grid --row "one stage" $(R)/errors-1.txt --row "two stages" $(R)/errors-2.txt >$@
$(R)/errors.png: ../plot-grid.gp $(R)/errors-1.txt $(R)/errors-2.txt
	gnuplot -e "$(AXES); one='$(R)/errors-1.txt'; two='$(R)/errors-2.txt'" $< >$@

publish: demo $(R)/verify.txt
	mkdir -p pictures
	cp $(R)/*.png pictures/
	$(TABLE) publish README.md $(addprefix $(R)/,table.txt verify.txt)
