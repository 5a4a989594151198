#include "rom/network/point_network.h"
#include "support.h"

using namespace rom;

TEST_CASE("point network: the same as the network of many neurons") {
    network::Architecture architecture =
        network::make_architecture({5, 11, 7, 2}, network::Activation::sine, network::Activation::tanh);
    architecture.gain = 1.7;
    const Eigen::VectorXd weights = test::random_matrix(architecture.weight_count(), 1, 1);
    constexpr Index points = 21;
    constexpr Index shared = 2;
    Eigen::MatrixXd input = test::random_matrix(5, points, 2);
    input.topRows(shared).colwise() = Eigen::VectorXd(test::random_matrix(shared, 1, 3));
    const Eigen::MatrixXd by_output = test::random_matrix(2, points, 4);

    network::ArrangedWeights<double> arranged;
    arranged.assign(architecture, weights.data(), true);
    network::Workspace<double> workspace(architecture, points);
    network::forward<double>(architecture, arranged, input, workspace);
    const Eigen::MatrixXd expected = workspace.outputs.back();
    workspace.deltas.back() = by_output;
    Eigen::VectorXd expected_gradient = Eigen::VectorXd::Zero(weights.size());
    Eigen::MatrixXd expected_input(5, points);
    Columns<double> columns(expected_input);
    network::backward<double>(architecture, arranged, input, workspace, expected_gradient.data(), &columns);

    network::PointBlock block(architecture, shared);
    block.resize(points);
    for (Index i = shared; i < 5; ++i)
        for (Index p = 0; p < points; ++p) block.input(i - shared)[p] = input(i, p);
    block.forward(weights.data(), input.data(), true);
    for (Index f = 0; f < 2; ++f)
        for (Index p = 0; p < points; ++p) {
            CHECK(block.output(f)[p] == doctest::Approx(expected(f, p)).epsilon(1e-13));
            block.output_gradient(f)[p] = by_output(f, p);
        }
    Eigen::VectorXd gradient = Eigen::VectorXd::Zero(weights.size());
    Eigen::VectorXd shared_gradient = Eigen::VectorXd::Zero(shared);
    block.backward(weights.data(), input.data(), true, gradient.data(), shared_gradient.data());
    CHECK((gradient - expected_gradient).norm() < 1e-13 * expected_gradient.norm());
    CHECK((shared_gradient - expected_input.topRows(shared).rowwise().sum()).norm() < 1e-13);
    for (Index i = shared; i < 5; ++i)
        for (Index p = 0; p < points; ++p)
            CHECK(block.input_gradient(i - shared)[p] == doctest::Approx(expected_input(i, p)).epsilon(1e-12));
}
