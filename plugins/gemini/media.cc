// SPDX-License-Identifier: MIT
#include "plugins/gemini/media.h"

namespace aipool::gemini {
namespace {

struct MediaRow {
  std::string_view ending;
  std::string_view type;
};
constexpr MediaRow kMedia[] = {
    {".png", "image/png"},       {".jpg", "image/jpeg"},  {".jpeg", "image/jpeg"},     {".webp", "image/webp"},
    {".gif", "image/gif"},       {".heic", "image/heic"}, {".pdf", "application/pdf"}, {".txt", "text/plain"},
    {".html", "text/html"},      {".csv", "text/csv"},    {".mp4", "video/mp4"},       {".webm", "video/webm"},
    {".mov", "video/quicktime"}, {".mp3", "audio/mpeg"},  {".wav", "audio/wav"},       {".ogg", "audio/ogg"},
};

}  // namespace

aip_enum kind_of_media(std::string_view media_type) {
  if (media_type.starts_with("image/")) return AIP_PART_IMAGE;
  if (media_type.starts_with("audio/")) return AIP_PART_AUDIO;
  return media_type.starts_with("video/") ? AIP_PART_VIDEO : AIP_PART_DOCUMENT;
}

std::string_view media_type_of(std::string_view uri, aip_enum kind) {
  uri = uri.substr(0, uri.find_first_of("?#"));
  for (const MediaRow& row : kMedia) {
    if (uri.ends_with(row.ending)) return row.type;
  }
  switch (kind) {
    case AIP_PART_IMAGE:
      return "image/jpeg";
    case AIP_PART_AUDIO:
      return "audio/wav";
    case AIP_PART_VIDEO:
      return "video/mp4";
    default:
      return "application/pdf";
  }
}

}  // namespace aipool::gemini
