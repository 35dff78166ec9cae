// SPDX-License-Identifier: MIT
//
// The service's names of models: "claude-sonnet-4.5" for what clients call "claude-sonnet-4-5-20250929".
//
// Flow:      requests go out with model_id(); lists show client_name() beside each id; usage asks for
//            context_window().
// Threading: pure.
// Ownership: returns owned text.
// Errors:    none: an unknown name stays as it is.
// Units:     tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "plugins/kiro/account_options.h"

namespace aipool::kiro {

// "-thinking" at the end of a name asks the model to think.
inline constexpr std::string_view kThinkingSuffix = "-thinking";

std::string model_id(const AccountOptions& options, std::string_view name);

// As the vendor of the model writes it; the same where there is no difference.
std::string client_name(std::string_view id);

std::int64_t context_window(const AccountOptions& options, std::string_view id);

// Models from 4.6 on decide how long they think.
bool thinks_adaptively(std::string_view id);

}  // namespace aipool::kiro
