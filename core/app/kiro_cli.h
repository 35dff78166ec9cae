// SPDX-License-Identifier: MIT
//
// The credentials of kiro-cli as the two documents that the Kiro IDE keeps, which the plugin `kiro` reads.
//
// Flow:      `login kiro-oauth --import` -> read_kiro_cli() runs the program that knows SQLite -> kiro_documents() ->
// both are
//            written where the account's document is.
// Threading: pure function, and the run of a process that is waited for.
// Ownership: texts are Secrets.
// Errors:    kInvalidRequest, source kConfig: what is not there, or is no credential; never with its text.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace aipool::app {

struct KiroDocuments {
  std::string source;  // the key in kiro-cli's database
  Secret token;
  std::string registration_name;  // a file beside the token's; empty: none is needed
  Secret registration;
};

// kiro-cli's own place, below `home`.
std::filesystem::path kiro_cli_database(const std::filesystem::path& home);

// {"kirocli:social:token": "{...}", ...}
Result<Secret> read_kiro_cli(const std::filesystem::path& file);

// Of several sign-ins the one that expires last.
Result<KiroDocuments> kiro_documents(std::string_view rows);

}  // namespace aipool::app
