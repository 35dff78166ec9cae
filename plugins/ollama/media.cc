// SPDX-License-Identifier: MIT
#include "plugins/ollama/media.h"

namespace aipool::ollama {
namespace {

// The beginnings in base64: nobody needs to decode a file to know it. What stands after the length of a RIFF file says
// more.
struct Beginning {
  std::string_view text;
  std::string_view riff;
  MediaKind kind;
};
constexpr std::size_t kRiffAt = 12;
constexpr Beginning kBeginnings[] = {
    {"iVBORw0KGgo", {}, {AIP_PART_IMAGE, "image/png"}}, {"/9j/", {}, {AIP_PART_IMAGE, "image/jpeg"}},
    {"R0lGOD", {}, {AIP_PART_IMAGE, "image/gif"}},      {"UklGR", "RUJQ", {AIP_PART_IMAGE, "image/webp"}},
    {"UklGR", "QVZF", {AIP_PART_AUDIO, "audio/wav"}},   {"SUQz", {}, {AIP_PART_AUDIO, "audio/mpeg"}},
};

// The first bits of a frame of MPEG audio, layer III.
bool is_mpeg_frame(std::string_view base64) {
  constexpr std::string_view kThird = "stuvMNOP";
  return base64.size() > 2 && base64.starts_with("//") && kThird.find(base64[2]) != std::string_view::npos;
}

}  // namespace

MediaKind media_kind(std::string_view base64) {
  for (const Beginning& row : kBeginnings) {
    if (!base64.starts_with(row.text)) continue;
    if (row.riff.empty() || (base64.size() > kRiffAt && base64.substr(kRiffAt).starts_with(row.riff))) return row.kind;
  }
  if (is_mpeg_frame(base64)) return {AIP_PART_AUDIO, "audio/mpeg"};
  return {AIP_PART_IMAGE, {}};
}

}  // namespace aipool::ollama
