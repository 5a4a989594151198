#include "rom/exchange/order.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string_view>

#include "rom/base/error.h"

namespace rom::exchange {
namespace {

constexpr std::streamsize kLongestLine = 1 << 16;

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(digits.size());
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits;
}

bool before_by_numbers(const std::string& first, const std::string& second) {
    std::string_view a = first;
    std::string_view b = second;
    while (!a.empty() && !b.empty()) {
        if (is_digit(a[0]) && is_digit(b[0])) {
            const std::string_view x = take_digits(a);
            const std::string_view y = take_digits(b);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
        } else {
            if (a[0] != b[0]) return a[0] < b[0];
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.size() < b.size();
}

}  // namespace

std::vector<std::string> names_in(const std::string& list) {
    std::ifstream file;
    if (list != "-") file.open(list);
    std::error_code error;
    if (list != "-" && (!file || std::filesystem::is_directory(list, error)))
        throw Error(list + ": cannot be opened; name a file with a name a line", 2);
    std::istream& input = list == "-" ? std::cin : file;
    std::vector<std::string> names;
    std::vector<char> line(static_cast<std::size_t>(kLongestLine));
    while (input.getline(line.data(), kLongestLine) || input.gcount() == kLongestLine - 1) {
        std::string name = line.data();
        if (!input || static_cast<std::streamsize>(name.size()) + 1 < input.gcount())
            throw Error(list + ": is no list of names; write a name a line", 2);
        name.erase(name.find_last_not_of(" \t\r") + 1);
        if (!name.empty()) names.push_back(name);
    }
    if (input.bad()) throw Error(list + ": cannot be read to its end");
    return names;
}

std::optional<std::string> given_twice(const std::vector<std::string>& files) {
    std::set<std::filesystem::path> known;
    for (const std::string& file : files) {
        std::error_code error;
        const auto path = std::filesystem::canonical(file, error);
        if (!error && !known.insert(path).second) return file;
    }
    return std::nullopt;
}

bool in_several_folders(const std::vector<std::string>& files) {
    std::map<std::filesystem::path, std::size_t> counts;
    for (const std::string& file : files) ++counts[std::filesystem::path(file).parent_path()];
    return std::count_if(counts.begin(), counts.end(), [](const auto& one) { return one.second > 1; }) > 1;
}

void sort_by_numbers(std::vector<std::string>& files) {
    std::stable_sort(files.begin(), files.end(), before_by_numbers);
}

bool sorted_by_letters_only(const std::vector<std::string>& files) {
    return std::is_sorted(files.begin(), files.end()) && !std::is_sorted(files.begin(), files.end(), before_by_numbers);
}

}  // namespace rom::exchange
