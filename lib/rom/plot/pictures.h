// From files of the tools to pictures of them.
#pragma once

#include "rom/files/any_model.h"
#include "rom/plot/picture.h"
#include "rom/plot/request.h"

namespace rom::plot {

// What suits the files, or what is asked for. Throws Error: files of different kinds, of a kind of which there is no
// such picture, damaged ones, and whatever the picture lacks, such as parameters.
Picture picture_of(const Request& request);

// The parts. Loss over the epochs: of histories, of the stages of models.
Picture loss_picture(const Request& request);
// Errors of what rom-tune has tried over the seconds that it took, of tune.tsv or its folder.
Picture tries_picture(const Request& request);
// Latent trajectories of a case and what the fitted dynamics make of its first state; of a model's folder, or of
// latent.npy, after which a file may have the trajectories to compare with.
Picture latent_picture(const Request& request);
// Of A in the plane, and over the parameters if they are known, each followed from case to case; of gp.json with the
// posterior's deviation. Of xi.npy, gp.json or a model's folder.
Picture eigenvalues_picture(const Request& request);
// Those that vary most, over a parameter, with the posterior's deviation. Of gp.json.
Picture coefficients_picture(const Request& request);
// Of one array, or truth and predictions and their differences: over space and time, curves or images at a time.
Picture fields_picture(const Request& request);
// Relative errors over time, of truth and predictions or of what rom-error --series has written.
Picture error_picture(const Request& request);
// The largest error of each case over its parameters, likewise or of what rom-error prints.
Picture largest_picture(const Request& request);
// Predicted over true values.
Picture parity_picture(const Request& request);
// Errors beside the deviations that were predicted.
Picture calibration_picture(const Request& request);
// Of snapshots about their mean, of an array of values, of a baseline.
Picture singular_values_picture(const Request& request);

// Loss, latent trajectories and eigenvalues of a model of rom-encode; of other models what there is.
Picture model_picture(const Request& request);

}  // namespace rom::plot
