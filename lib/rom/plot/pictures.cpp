#include "rom/plot/pictures.h"

#include <array>
#include <filesystem>
#include <utility>

#include "rom/base/error.h"
#include "rom/files/folder.h"
#include "rom/files/kind.h"
#include "rom/npy/reader.h"

namespace rom::plot {
namespace {

namespace fs = std::filesystem;
using files::Kind;

bool is_latent(const std::string& path) {
    std::error_code error;
    return fs::path(path).filename() == "latent.npy" &&
           fs::is_regular_file(("." / fs::path(path)).parent_path() / files::kModelMarker, error);
}

View view_of_arrays(const Request& request) {
    if (is_latent(request.files.front())) return View::latent;
    if (!request.deviation.empty()) return View::calibration;
    if (request.files.front() == "-") return View::fields;  // it can be read once only
    const std::size_t axes = npy::Array::open(request.files.front(), npy::Accept::counts).shape().size();
    if (axes == 1) return View::singular_values;
    if (axes == 2 && !request.one_case) return request.parameters.empty() ? View::error : View::largest;
    return View::fields;
}

// What suits files of a kind; nothing of models, of which there is a picture of several.
std::optional<View> view_of(Kind kind, const Request& request) {
    switch (kind) {
        case Kind::model:
        case Kind::network:
        case Kind::ensemble:
            return std::nullopt;
        case Kind::baseline:
            return View::singular_values;
        case Kind::checkpoint:
        case Kind::history:
            return View::loss;
        case Kind::coefficients:
        case Kind::independent:
        case Kind::joint:
            return View::eigenvalues;
        case Kind::search:
        case Kind::tries:
            return View::tries;
        case Kind::errors:
            return View::largest;
        case Kind::array:
            break;
    }
    return view_of_arrays(request);
}

// In the order of View.
constexpr std::array kPictures = {
    loss_picture,    latent_picture, eigenvalues_picture, coefficients_picture,    fields_picture, error_picture,
    largest_picture, parity_picture, calibration_picture, singular_values_picture, tries_picture};

}  // namespace

Picture picture_of(const Request& request) {
    const Kind kind = files::kind_of(request.files.front());
    for (const std::string& path : request.files)
        if (const Kind other = files::kind_of(path); other != kind)
            throw Error(request.files.front() + " is of another kind (" + name_of(kind) + ") than " + path + " (" +
                        name_of(other) + "); one picture shows files of one kind");
    const std::optional<View> view = request.view ? request.view : view_of(kind, request);
    Picture picture = view ? kPictures.at(static_cast<std::size_t>(*view))(request) : model_picture(request);
    picture = with_suitable_axes(std::move(picture));
    if (!request.title.empty()) picture.title = request.title;
    for (const std::string& path : request.files) picture.name += (picture.name.empty() ? "" : ", ") + path;
    return picture;
}

}  // namespace rom::plot
