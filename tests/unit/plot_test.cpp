#include <cmath>
#include <limits>
#include <set>

#include "rom/files/table.h"
#include "rom/npy/output.h"
#include "rom/plot/commands.h"
#include "rom/plot/gnuplot.h"
#include "rom/plot/html.h"
#include "rom/plot/raster.h"
#include "rom/plot/tracking.h"
#include "support.h"

using namespace rom;
using namespace rom::plot;

TEST_CASE("plot: eigenvalues that cross are followed") {
    std::vector<Spectrum> spectra;
    for (int k = 0; k <= 20; ++k) {  // two pass each other on the real axis, a third stands still
        const double s = 0.1 * k - 1;
        Spectrum spectrum = {{s, 0.3}, {-s, -0.3}, {5, 0}};
        std::rotate(spectrum.begin(), spectrum.begin() + k % 3, spectrum.end());
        spectra.push_back(spectrum);
    }
    const auto tracks = followed(spectra);
    for (std::size_t k = 1; k < tracks.size(); ++k)
        for (std::size_t i = 0; i < 3; ++i) CHECK(std::abs(tracks[k][i] - tracks[k - 1][i]) < 0.11);
}

TEST_CASE("plot: A is what the rows of xi after the first say, transposed") {
    Eigen::VectorXd xi(6);
    xi << 9, 9, 0, -2, 3, 0;  // z1' = 9 + 3 z2, z2' = 9 - 2 z1
    const Spectrum spectrum = spectrum_of(xi, 3, 2);
    for (const auto& value : spectrum) {
        CHECK(value.real() == doctest::Approx(0));
        CHECK(std::abs(value.imag()) == doctest::Approx(std::sqrt(6)));
    }
}

TEST_CASE("plot: a coarser image has the mean of what is in a pixel, without what is not finite") {
    std::vector<float> values(40, 1);
    values[0] = std::numeric_limits<float>::quiet_NaN();
    values[1] = 3;
    const Raster raster = coarser(values, 10, 4, 5);
    CHECK(raster.columns == 5);
    CHECK(raster.rows == 4);
    CHECK(raster.values[0] == doctest::Approx(3));
    CHECK(raster.values[1] == doctest::Approx(1));
    std::vector<float> nothing(40, std::numeric_limits<float>::infinity());
    CHECK(!range_of(coarser(nothing, 10, 4, 5).values));
}

TEST_CASE("plot: a thinned curve keeps its peaks") {
    Series series;
    for (int k = 0; k < 100000; ++k) {
        series.x.push_back(k);
        series.y.push_back(k == 77777 ? 50 : std::sin(1e-4 * k));
    }
    const Series thin = thinned(series, 1000);
    CHECK(thin.x.size() <= 1000);
    CHECK(std::is_sorted(thin.x.begin(), thin.x.end()));
    CHECK(*std::max_element(thin.y.begin(), thin.y.end()) == 50);
}

TEST_CASE("plot: points of a grid are told, others are not") {
    Eigen::MatrixXd points(6, 2);
    points << 0, 0, 1, 0, 2, 0, 0, 5, 1, 5, 2, 5;
    const auto grid = grid_of(points);
    REQUIRE(grid);
    CHECK((grid->columns == 3 && grid->rows == 2 && !grid->y_fastest && grid->y.high == 5));
    points(4, 0) = 1.2;
    CHECK(!grid_of(points));
    Eigen::MatrixXd turned(6, 2);
    turned << 0, 0, 0, 5, 1, 0, 1, 5, 2, 0, 2, 5;
    const auto other = grid_of(turned);
    REQUIRE(other);
    CHECK((other->columns == 3 && other->rows == 2 && other->y_fastest));
}

TEST_CASE("plot: texts of users are no commands for gnuplot") {
    Picture picture{
        "u.npy", "", {{"a' ; system \"x\"\nquit", {"x"}, {"y"}, {}, {{"", Mark::line, 1, {0, 1}, {0, 1}}}}}, 1};
    const std::string script = script_of(picture, Format::script, {400, 300});
    CHECK(script.find("set title 'a'' ; system \"x\" quit' noenhanced\n") != std::string::npos);
    CHECK(escaped("<a href=\"x\">&") == "&lt;a href=&quot;x&quot;&gt;&amp;");
}

TEST_CASE("plot: twelve cases are told apart by colour and mark") {
    for (const Mark mark : {Mark::points, Mark::line, Mark::marked_line})
        for (const bool in_text : {false, true}) {
            if (in_text && mark != Mark::points) continue;
            std::set<std::string> styles;
            for (Index colour = 1; colour <= 12; ++colour)
                styles.insert(style_of({"", mark, colour, {0, 1}, {0, 1}}, in_text));
            CHECK(styles.size() == 12);
        }
}

TEST_CASE("plot: labels of a horizontal axis are few enough to stand beside each other") {
    CHECK(ticks_of("x", {"x"}, Range{0.0028, 0.0194}, 6) == "set xtics 0.005\n");
    CHECK(ticks_of("x", {"x"}, Range{0, 300}, 6) == "set xtics 50\n");
    CHECK(ticks_of("x", {"x", false, {}, true}, Range{0, 3}, 6) == "set xtics 1\n");
    CHECK(ticks_of("x", {"x", true}, Range{1, 300}, 6) == "set xtics autofreq\n");
}

TEST_CASE("plot: tables have the columns that their first lines name") {
    const test::TemporaryFolder folder;
    npy::write_text(folder.file("t.tsv"), "a\tb\n1\tx\n2\t3\n");
    const files::Table table = files::read_table(folder.file("t.tsv"));
    CHECK(table.numbers("a") == std::vector<double>{1, 2});
    CHECK((std::isnan(table.numbers("b")[0]) && table.numbers("b")[1] == 3));
    CHECK(test::error_of([&] { table.numbers("c"); }).find("t.tsv: has no column 'c'") != std::string::npos);
}

TEST_CASE("plot: the ending of a name says how it is drawn") {
    CHECK(format_of("a.b.svg") == Format::svg);
    CHECK(format_of("-") == Format::text);
    CHECK(test::error_of([] { format_of("a.jpg"); }).find(".png, .svg, .pdf or .gp") != std::string::npos);
}
