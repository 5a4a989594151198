// The reduced-order model as a value: snapshot coordinates, encoder, latent time scale, a decoder for each stage.
#pragma once

#include <string>
#include <vector>

#include "rom/dynamics/linear_form.h"
#include "rom/mlasdi/persistence.h"
#include "rom/network/network.h"
#include "rom/snapshots/coordinates.h"

namespace rom::mlasdi {

// The decoder of one stage. Its output times `epsilon` is what the stage adds, in the snapshots' units: epsilon is
// the scale of the coordinates for stage 1 and std(R) of the residual for later ones (eqs. 18 and 19).
struct DecoderStage {
    network::Architecture decoder;
    Eigen::VectorXd weights;
    double epsilon = 1;
    // What the stages so far leave of the training snapshots, in their units: times normal numbers [numbers] it is as
    // large, and like them in space. [rank, numbers]
    Eigen::MatrixXd misfit = {};
    Persistence persistence = {};  // of the same
};

struct ReducedModel {
    Precision precision = Precision::float32;
    snapshots::Coordinates coordinates;
    network::Architecture encoder;
    Eigen::VectorXd encoder_weights;
    std::vector<DecoderStage> stages;
    Index cases = 0;       // of the training snapshots
    TimeGrid grid;         // likewise
    double time_unit = 1;  // the unit in which training counted time
    dynamics::Library library = dynamics::Library::linear;
    dynamics::Derivative derivative = dynamics::Derivative::sbp12;

    Index latent() const { return encoder.outputs(); }
    // Of the training snapshots, if the last states have several.
    TimeGrid snapshot_grid() const {
        return coordinates.delays > 0 ? grid.resized(grid.size() + coordinates.delays) : grid;
    }
};

// "2 cases of 201 times, 600 entries as 79 coordinates (...), time unit 0.3".
std::string summary_of(const ReducedModel& model);

// Rounds mean and basis to the model's precision, so that they are the same in memory and on disk.
void round_to_precision(ReducedModel& model);

// Latent states [latent, columns] of snapshots given by their coordinates [rank, columns].
Eigen::MatrixXd encode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates);

// Latent states [latent, columns] whose decoding by stage 1 is nearest to snapshots given by their coordinates [rank,
// columns]: L-BFGS from where the encoder puts them. The encoder is trained on the snapshots of the training cases
// alone; what it makes of others can lie far from the nearest that the decoder has.
Eigen::MatrixXd fit_latent(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates);

// The initial latent states: fitted, or encoded.
Eigen::MatrixXd initial_latent(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates,
                               bool fitted);

// The sum of the first `stages` stages, eq. (19), in coordinates times the snapshots' units [rank, columns].
Eigen::MatrixXd decode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& latent, Index stages);

}  // namespace rom::mlasdi
