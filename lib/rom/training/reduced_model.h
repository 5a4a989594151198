// The reduced-order model as a value: snapshot coordinates, encoder, latent time scale, a decoder for each stage.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "rom/dynamics/library.h"
#include "rom/network/network.h"
#include "rom/training/coordinates.h"

namespace rom::training {

// The decoder of one stage. Its output times `epsilon` is what the stage adds, in the snapshots' units: epsilon is
// the scale of the coordinates for stage 1 and std(R) of the residual for later ones (eqs. 18 and 19).
struct Stage {
    network::Architecture decoder;
    Eigen::VectorXd parameters;
    double epsilon = 1;
};

struct ReducedModel {
    npy::Type precision = npy::Type::float32;  // of training, inference and files
    Coordinates coordinates;
    network::Architecture encoder;
    Eigen::VectorXd encoder_parameters;
    std::vector<Stage> stages;
    Index cases = 0;  // of the training snapshots
    Index times = 0;  // likewise
    double dt = 1;
    double time_unit = 1;  // the unit in which training counted time
    dynamics::Library library = dynamics::Library::linear;
    std::string derivative = "sbp12";

    Index latent() const { return encoder.outputs(); }
};

// Rounds mean and basis to the model's precision, so that they are the same in memory and on disk.
void round_to_precision(ReducedModel& model);

// Throws Error unless snapshots have the model's shape of space. `name` is the model, for the message.
void require_space(const npy::Shape& space, const ReducedModel& model, const std::string& what,
                   const std::string& name);

// Latent states [latent, columns] of snapshots given by their coordinates [rank, columns].
Eigen::MatrixXd encode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates);

// Latent states [latent, columns] whose decoding by stage 1 is nearest to snapshots given by their coordinates [rank,
// columns]: L-BFGS from where the encoder puts them. The encoder is trained on the snapshots of the training cases
// alone; what it makes of others can lie far from the nearest that the decoder has.
Eigen::MatrixXd fit_latent(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& coordinates);

// The sum of the first `stages` stages, eq. (19), in coordinates times the snapshots' units [rank, columns].
Eigen::MatrixXd decode(const ReducedModel& model, const Eigen::Ref<const Eigen::MatrixXd>& latent, Index stages);

// The first `stages` decoders and the basis, arranged for many latent states; refers to the model. Scalar is the
// model's precision (float or double).
template <class Scalar>
class SnapshotDecoder {
public:
    SnapshotDecoder(const ReducedModel& model, Index stages);

    // Snapshots mean + C decode(z) [size, columns] of latent states [latent, columns].
    Matrix<Scalar> operator()(const network::ConstColumns<Scalar>& latent) const;

    Index size() const { return mean_.size(); }

private:
    const ReducedModel& model_;
    Vector<Scalar> mean_;
    network::Panels<Scalar> basis_;
    std::vector<network::Weights<Scalar>> weights_;
};

// Decodes and lifts consecutive latent states in blocks of bounded size: visit(block) gets the snapshots of each block,
// one after the other, in order and from one thread at a time, while others compute the next. Exceptions of `visit` are
// passed on.
template <class Scalar>
void for_decoded_blocks(const SnapshotDecoder<Scalar>& decoder, const Eigen::Ref<const Eigen::MatrixXd>& latent,
                        const std::function<void(std::span<const Scalar> block)>& visit);

}  // namespace rom::training
