// SPDX-License-Identifier: MIT
//
// gzipped() is a text as an upstream may send it.
//
// Threading: pure.
// Ownership: none.
// Errors:    none.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

namespace aipool::http::test {

inline std::string gzipped(std::string_view text) {
  z_stream stream{};
  ::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string wire(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(wire.data());
  stream.avail_out = static_cast<uInt>(wire.size());
  ::deflate(&stream, Z_FINISH);
  wire.resize(stream.total_out);
  ::deflateEnd(&stream);
  return wire;
}

}  // namespace aipool::http::test
