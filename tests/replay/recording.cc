// SPDX-License-Identifier: MIT
#include "recording.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "aipool/json.hpp"

namespace aipool::replay {
namespace {

Recording read_file(const std::filesystem::path& file, std::string name) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  const std::string json = text.str();
  json::Document document;
  if (document.parse(json) != json::Error::kNone) throw std::runtime_error(name + " is not JSON");
  const json::Value root = document.root();
  const json::Value request = root.find("request");
  const json::Value response = root.find("response");
  const json::Value stream_text = response.find("stream_text");
  const json::Value body_text = response.find("body_text");
  Recording made;
  made.name = std::move(name);
  made.path = request.find("path").string();
  made.request_body = request.find("body").raw();
  made.status = static_cast<int>(response.find("status").int64().value_or(0));
  made.content_type = response.find("headers").find("content-type").string();
  made.stream = stream_text.is_string();
  made.model = root.find("model").string();
  made.body = made.stream ? stream_text.string() : std::string(response.find("body").raw());
  if (body_text.is_string()) made.body = body_text.string();
  return made;
}

}  // namespace

std::optional<std::filesystem::path> shared_folder() {
  const char* chosen = std::getenv("AIPOOL_SHARED");
  const char* source = std::getenv("AIPOOL_SOURCE_ROOT");
  if (chosen == nullptr && source == nullptr) return std::nullopt;
  const auto folder = chosen != nullptr ? std::filesystem::path(chosen) : std::filesystem::path(source) / "../shared";
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  return folder;
}

std::vector<Recording> read_recordings(const std::filesystem::path& shared, const std::string& protocol) {
  const auto folder = shared / "fixtures/recorded" / protocol;
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  std::vector<Recording> all;
  for (const auto& file : files) all.push_back(read_file(file, std::filesystem::relative(file, folder).string()));
  return all;
}

}  // namespace aipool::replay
