// SPDX-License-Identifier: MIT
//
// Manifest says what a plugin file brings, read without running any of it.
//
// Flow:      read_manifest(path) = bytes of the file -> elf_section -> parse_manifest.
// Threading: pure functions.
// Ownership: owns its text.
// Errors:    one sentence in `error`, without the file's name. Unknown members are passed over, so that a newer
// plugin's
//            manifest can still be read.
// Units:     bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "aipool/abi/module.h"
#include "aipool/json.hpp"
#include "aipool/manifest/elf_section.hpp"

namespace aipool::sdk {

struct Manifest {
  struct Protocol {
    std::string id;
    bool client = false;
    bool upstream = false;
  };
  struct Provider {
    std::string id;
    std::vector<std::string> protocols;
  };

  std::string abi;  // "1.0"
  std::string name;
  std::string version;
  std::string license;
  std::vector<Protocol> protocols;
  std::vector<Provider> providers;
  std::string text;  // the section's bytes
};

struct ManifestResult {
  Manifest manifest;
  std::string error;  // empty: read

  explicit operator bool() const noexcept { return error.empty(); }
};

namespace detail {

class ManifestParser {
 public:
  ManifestResult parse(std::string_view text) {
    json::Document document;
    if (const json::Error fault = document.parse(text); fault != json::Error::kNone) {
      return failed("the manifest is not JSON: " + std::string(json::describe(fault)));
    }
    if (!document.root().is_object()) return failed("the manifest is not a JSON object");
    Manifest& manifest = result_.manifest;
    manifest.text = text;
    manifest.abi = string(document.root(), "abi");
    manifest.name = string(document.root(), "name");
    manifest.version = string(document.root(), "version");
    manifest.license = string(document.root(), "license");
    for (const json::Value protocol : list(document.root(), "protocols")) {
      manifest.protocols.push_back({string(protocol, "id"), flag(protocol, "client"), flag(protocol, "upstream")});
    }
    for (const json::Value provider : list(document.root(), "providers")) {
      manifest.providers.push_back({string(provider, "id"), strings(provider, "protocols")});
    }
    return std::move(result_);
  }

 private:
  ManifestResult failed(std::string error) {
    if (result_.error.empty()) result_.error = std::move(error);
    return result_;
  }

  std::string string(json::Value object, std::string_view key) {
    const json::Value value = object.find(key);
    if (!value.is_string()) failed("the manifest's \"" + std::string(key) + "\" is not a string");
    return value.string();
  }

  // Absent is false.
  bool flag(json::Value object, std::string_view key) {
    const json::Value value = object.find(key);
    if (value && !value.is_boolean()) failed("the manifest's \"" + std::string(key) + "\" is not true or false");
    return value.boolean().value_or(false);
  }

  // Absent is empty.
  json::Children<json::Value> list(json::Value object, std::string_view key) {
    const json::Value value = object.find(key);
    if (value && !value.is_array()) failed("the manifest's \"" + std::string(key) + "\" is not a list");
    return value.elements();
  }

  std::vector<std::string> strings(json::Value object, std::string_view key) {
    std::vector<std::string> all;
    for (const json::Value value : list(object, key)) {
      if (!value.is_string()) failed("the manifest's \"" + std::string(key) + "\" is not a list of strings");
      all.push_back(value.string());
    }
    return all;
  }

  ManifestResult result_;
};

}  // namespace detail

inline ManifestResult parse_manifest(std::string_view text) { return detail::ManifestParser().parse(text); }

// The section may end in NUL bytes: compilers close the string with one and sanitizers pad it.
inline ManifestResult manifest_of_library(std::string_view file) {
  const ElfSection section = elf_section(file, AIP_MANIFEST_SECTION);
  if (!section) return {{}, "no manifest: " + std::string(section.error)};
  const std::size_t last = section.bytes.find_last_not_of('\0');
  if (last == std::string_view::npos) return {{}, "the manifest is empty"};
  return parse_manifest(section.bytes.substr(0, last + 1));
}

inline ManifestResult read_manifest(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return {{}, "the file cannot be opened"};
  std::error_code fault;
  const std::uintmax_t size = std::filesystem::file_size(path, fault);
  if (fault) return {{}, "the file cannot be read: " + fault.message()};
  std::string file(size, '\0');
  if (!stream.read(file.data(), static_cast<std::streamsize>(size))) return {{}, "the file cannot be read"};
  return manifest_of_library(file);
}

}  // namespace aipool::sdk
