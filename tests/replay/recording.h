// SPDX-License-Identifier: MIT
//
// Recordings of real exchanges, read from the shared folder beside the project where there is one.
//
// Flow:      read_recordings("openai-chat") -> a test for each.
// Threading: one thread.
// Ownership: owns its texts.
// Errors:    a file of another shape throws std::runtime_error with its name. No folder: nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace aipool::replay {

struct Recording {
  std::string name;  // "text/some-file.json"
  std::string path;  // of the request; empty where it was not recorded
  std::string request_body;
  int status = 0;
  std::string content_type;
  std::string body;  // of the answer, as on the wire
  bool stream = false;
  std::string model;
};

// $AIPOOL_SHARED, or the folder `shared` beside the source tree.
std::optional<std::filesystem::path> shared_folder();
std::vector<Recording> read_recordings(const std::filesystem::path& shared, const std::string& protocol);

}  // namespace aipool::replay
