#include "rom/files/coefficients_file.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include "rom/base/error.h"
#include "rom/base/text.h"
#include "rom/files/meaning_json.h"
#include "rom/files/model_folder.h"
#include "rom/npy/output.h"
#include "rom/npy/reader.h"

namespace rom::files {
namespace {

constexpr Format kCoefficients = {"rom-coefficients", "a file of rom-sindy", 2};

// Files that are not those that belong together.
struct Mismatch : Error {
    using Error::Error;
};

// "xi-moments.npy" for "xi.npy".
std::string moments_beside(const std::string& npy_path) {
    const std::filesystem::path path(npy_path);
    return (path.parent_path() / (path.stem().string() + "-moments.npy")).string();
}

// SHA-256 of the file that has these coefficients [cases, terms, latent].
std::string digest_of(const npy::Shape& shape, const RowMajor& rows) {
    const std::string header = npy::format_header(npy::Type::float64, shape);
    npy::Sha256 hash;
    hash.update(std::as_bytes(std::span(header)));
    hash.update(std::as_bytes(entries_of(rows)));
    return hash.digest();
}

// Throws Mismatch unless xi.json, which lies at `beside`, is of these coefficients.
void require_described(const Coefficients& xi, const Json& json, const std::string& beside) {
    constexpr const char* key = "coefficients_sha256";
    if (!json.contains(key)) return;
    // Of version 1 it is that of the numbers alone.
    const RowMajor rows = xi.values;
    const bool of_file = get<std::int64_t>(json, "version", beside) > 1;
    if (get<std::string>(json, key, beside) != (of_file ? xi.sha256 : npy::sha256_of(entries_of(rows))))
        throw Mismatch(other_file(xi.name, beside,
                                  "make both again with rom-sindy, or, if the coefficients are your own, remove " +
                                      beside + " and say what they mean by options"));
}

// Returns the SHA-256 of the file.
std::string write_moments(const std::string& path, const std::vector<Eigen::MatrixXd>& moments) {
    const Index size = moments.front().rows();
    npy::Writer writer(path, npy::Type::float64, {static_cast<Index>(moments.size()), size, size}, true);
    for (const Eigen::MatrixXd& one : moments) writer.append(entries_of(one));  // symmetric
    return writer.commit();
}

std::vector<Eigen::MatrixXd> read_moments(const std::string& path, const std::string& digest, const Coefficients& xi) {
    const npy::Array array = npy::Array::open(path);
    const Index size = xi.terms + xi.latent;
    if (array.sha256() != digest || array.shape() != npy::Shape{xi.values.rows(), size, size})
        throw Mismatch(other_file(path, json_beside(xi.name), "make all again with rom-sindy"));
    const std::vector<double> values = array.read_all();
    std::vector<Eigen::MatrixXd> moments;
    for (Index c = 0; c < xi.values.rows(); ++c)
        moments.push_back(Eigen::Map<const Eigen::MatrixXd>(values.data() + c * size * size, size, size));
    return moments;
}

}  // namespace

std::vector<std::string> files_beside(const std::string& npy_path) {
    if (npy::is_special(npy_path)) return {};
    if (json_beside(npy_path) == npy_path)
        throw Error("--output " + npy_path + " is where the JSON beside the coefficients goes; name it .npy", 2);
    return {json_beside(npy_path), moments_beside(npy_path)};
}

std::string json_beside(const std::string& npy_path) {
    return std::filesystem::path(npy_path).replace_extension(".json").string();
}

std::string write_coefficients(const std::string& path, const CoefficientMeaning& meaning,
                               const std::vector<dynamics::SindyFit>& fits, const dynamics::Moments& moments,
                               const Provenance& provenance) {
    const Index terms = fits.front().xi.rows();
    const Index latent = fits.front().xi.cols();
    RowMajor rows(static_cast<Index>(fits.size()), terms * latent);
    for (std::size_t c = 0; c < fits.size(); ++c)
        rows.row(static_cast<Index>(c)) = fits[c].xi.reshaped<Eigen::RowMajor>().transpose();
    const bool alone = files_beside(path).empty();
    const npy::Shape shape = {rows.rows(), terms, latent};
    npy::Writer writer(path, npy::Type::float64, shape);
    writer.append(entries_of(rows));
    Json json = {{"format", kCoefficients.name}, {"version", kCoefficients.version}};
    json.update(to_json(meaning));
    json["coefficients_sha256"] = digest_of(shape, rows);
    if (!moments.cases.empty()) {
        json["units"] = to_json(moments.units);
        json["moments_sha256"] = alone ? "" : write_moments(moments_beside(path), moments.cases);
    } else if (!alone) {
        // Those of an earlier run are not those of these coefficients.
        std::filesystem::remove(moments_beside(path));
    }
    json["terms"] = dynamics::library_terms(meaning.library, latent);
    json["cases"] = Json::array();
    for (const dynamics::SindyFit& fit : fits) {
        Json eigenvalues = Json::array();
        for (const auto& value : fit.eigenvalues)
            eigenvalues.push_back({{"growth", value.real()}, {"frequency", value.imag()}});
        json["cases"].push_back({{"residual", fit.residual},
                                 {"condition", fit.condition},
                                 {"rank", fit.rank},
                                 {"determined", fit.determined},
                                 {"eigenvalues", eigenvalues}});
    }
    json["provenance"] = to_json(provenance);

    // xi.npy appears last, so that whoever waits for it finds all, and a make that was killed in between makes it
    // again.
    if (!alone) write_json(json_beside(path), json);
    writer.commit();
    return sealed_text(json);
}

std::string table_of(const std::vector<dynamics::SindyFit>& fits) {
    std::string text = "case  residual  condition  rank  eigenvalues of the linear terms: growth rate +- frequency\n";
    for (std::size_t c = 0; c < fits.size(); ++c) {
        const dynamics::SindyFit& fit = fits[c];
        text += format("%4zu  %8.2e  %9.2e  %4ld ", c, fit.residual, fit.condition, static_cast<long>(fit.rank));
        for (const auto& value : fit.eigenvalues) {
            if (value.imag() > 0)
                text += format(" %+.4g +- %.4gi", value.real(), value.imag());
            else if (value.imag() == 0)
                text += format(" %+.4g", value.real());
        }
        text += "\n";
    }
    return text;
}

std::string left_out_sentence(const std::string& name, const std::vector<Index>& undetermined) {
    constexpr std::size_t most = 5;
    const std::size_t count = undetermined.size();
    std::string list;
    for (std::size_t k = 0; k < std::min(count, most); ++k)
        list += (k > 0 ? ", " : " ") + std::to_string(undetermined[k]);
    if (count > most) list += " and " + std::to_string(count - most) + " more";
    return name + ": case" + (count > 1 ? "s" : "") + list + ", at rest or of too few different states, " +
           (count > 1 ? "say nothing of their dynamics and are" : "says nothing of its dynamics and is") +
           " left out of regressions";
}

namespace {

StoredMeaning read_meaning(const Coefficients& xi, const std::string& path, bool moments) {
    std::error_code error;
    const std::string beside = json_beside(path);
    const std::string file = moments_beside(path);
    StoredMeaning stored;
    if (path == "-" || !std::filesystem::exists(beside, error)) {
        stored.why_no_moments = path == "-" ? "the coefficients come from standard input" : "there is no " + beside;
        return stored;
    }
    const Json json = read_json(beside);
    require_format(json, kCoefficients, beside);
    require_described(xi, json, beside);
    stored.meaning = meaning_from(json, beside);
    stored.latent_path = first_input(json);
    const auto cases = get_or(json, "cases", std::vector<Json>(), beside);
    if (static_cast<Index>(cases.size()) == xi.values.rows())
        for (std::size_t c = 0; c < cases.size(); ++c)
            if (!get_or(cases[c], "determined", true, beside)) stored.undetermined.push_back(static_cast<Index>(c));
    if (!moments) return stored;
    if (!json.contains("moments_sha256"))
        stored.why_no_moments = beside + " names none";
    else if (!std::filesystem::exists(file, error))
        stored.why_no_moments = "there is no " + file;
    else
        stored.moments = {units_from(json, beside),
                          read_moments(file, get<std::string>(json, "moments_sha256", beside), xi)};
    return stored;
}

}  // namespace

StoredCoefficients read_coefficients_with_meaning(const std::string& path, bool moments) {
    constexpr int most = 5;
    for (int tries = 1;; ++tries) {
        try {
            Coefficients xi = read_coefficients(path);
            StoredMeaning beside = read_meaning(xi, path, moments);
            return {std::move(xi), std::move(beside)};
        } catch (const Mismatch&) {
            // Someone may be between replacing one and replacing the other.
            if (tries == most || path == "-") throw;
            ::usleep(100000);
        }
    }
}

}  // namespace rom::files
