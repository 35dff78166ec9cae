// SPDX-License-Identifier: MIT
//
// Data URLs taken apart and put together: "data:image/png;base64,iVBO...".
//
// Flow:      where one protocol has a data URL, another has the media type and the base64 text.
// Threading: pure.
// Ownership: what is taken apart are spans of the argument.
// Errors:    none: what is no base64 data URL stays an address.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aipool::convert {

struct DataUrl {
  std::string_view media_type;
  std::string_view base64;
};

inline std::optional<DataUrl> data_url(std::string_view url) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kBase64 = ";base64";
  const std::size_t comma = url.find(',');
  if (!url.starts_with(kScheme) || comma == std::string_view::npos) return std::nullopt;
  std::string_view type = url.substr(kScheme.size(), comma - kScheme.size());
  if (!type.ends_with(kBase64)) return std::nullopt;
  type.remove_suffix(kBase64.size());
  return DataUrl{type, url.substr(comma + 1)};
}

inline std::string make_data_url(std::string_view media_type, std::string_view base64) {
  std::string url = "data:";
  url.append(media_type.empty() ? "application/octet-stream" : media_type).append(";base64,").append(base64);
  return url;
}

}  // namespace aipool::convert
