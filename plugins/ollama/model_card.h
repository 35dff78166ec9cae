// SPDX-License-Identifier: MIT
//
// ModelCard is what Ollama's clients want to know of a model, where its upstream knows nothing of Ollama.
//
// Flow:      the encoders of lists write one for each model without a card of its own.
// Threading: pure.
// Ownership: borrows the event.
// Errors:    none.
// Units:     tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/ollama/convert.h"

namespace aipool::ollama {

// What /api/version says. Clients ask for a least one: GitHub Copilot for 0.6.4, `think` with levels for 0.12.
inline constexpr std::string_view kOllamaVersion = "0.14.0";

// Of a model whose upstream says none.
inline constexpr std::int64_t kUsualContext = 131072;

struct ModelCard {
  explicit ModelCard(const aip_event& event);

  // {"name", "model", "modified_at", "size", "digest", "details"}; `running`: with what /api/ps has beside.
  void write_entry(json::Writer& out, bool running, std::int64_t now_ms) const;
  // The answer of /api/show.
  void write_whole(json::Writer& out) const;

 private:
  void write_details(json::Writer& out) const;
  void write_info(json::Writer& out) const;
  void write_time_of(json::Writer& out, std::string_view key, std::int64_t unix_ms) const;

  std::string id_;
  std::string family_;
  std::int64_t created_;  // Unix seconds
  std::int64_t context_ = kUsualContext;
  std::vector<std::string_view> abilities_;
};

}  // namespace aipool::ollama
