// The misfit of a decoder, mean((T - decoder(Z))^2), and its gradient: the part that the losses of all stages share.
#pragma once

#include <optional>
#include <vector>

#include "rom/network/network.h"
#include "rom/training/lanes.h"
#include "rom/training/last_layer.h"

namespace rom::training {

// With ridge = 0 the parameters are the decoder's. With ridge > 0 its last layer is solved for (see last_layer.h), and
// the parameters are those of the other layers, in the same order.
template <class Scalar>
class Reconstruction {
public:
    // Means are taken over `entries`.
    Reconstruction(const network::Architecture& decoder, const std::vector<Lane>& lanes, double entries, double ridge);

    Index parameter_count() const { return trained_.parameter_count(); }

    struct Value {
        double misfit = 0;   // sum of squares / entries
        double penalty = 0;  // that of the ridge, likewise
    };

    // latent: [latent, count]; target: [outputs, count]. Sets gradients[k] from `offset` on to the share of lane k in
    // the gradient by the parameters, and `by_latent` [latent, count] to that by Z unless it is null.
    Value evaluate(const Scalar* parameters, const Matrix<Scalar>& latent, const Matrix<Scalar>& target,
                   std::vector<Vector<Scalar>>& gradients, Index offset, Matrix<Scalar>* by_latent);

    // The last layer for given trained parameters, with one of the ridges from held-out cases (see choose_ridge).
    RidgeChoice choose_last_layer(const Scalar* parameters, const Matrix<Scalar>& latent, const Matrix<Scalar>& target,
                                  Index cases, std::span<const double> ridges) const;

    // All parameters of the decoder, given the trained ones and the last layer.
    Vector<Scalar> complete(const Scalar* parameters, const Eigen::MatrixXd& last_layer) const;

private:
    network::Architecture decoder_;
    network::Architecture trained_;  // the layers whose weights are parameters
    std::vector<Lane> lanes_;
    std::vector<std::vector<Lane>> parts_;  // of each lane
    double entries_;
    network::Weights<Scalar> weights_;
    std::vector<network::Workspace<Scalar>> work_;  // of each lane
    std::optional<LastLayer<Scalar>> last_;
    std::vector<Matrix<Scalar>> misfit_;  // of each lane, where the last layer is solved for
    std::vector<Matrix<Scalar>> by_features_;
    std::vector<double> misfits_;  // sums of squares
};

}  // namespace rom::training
