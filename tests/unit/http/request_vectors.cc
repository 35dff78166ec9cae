// SPDX-License-Identifier: MIT
#include "request_vectors.h"

namespace aipool::http::test {
namespace {

using std::string_literals::operator""s;

}  // namespace

const std::vector<RequestVector>& accepted_requests() {
  static const std::vector<RequestVector> vectors = {
      {"plain", get_with(""), 0},
      {"one blank line before", "\r\n" + get_with(""), 0},
      {"query", line_of("GET /a?b=c&d HTTP/1.1"), 0},
      {"empty query", line_of("GET /a? HTTP/1.1"), 0},
      {"question marks", line_of("GET /a?b?c HTTP/1.1"), 0},
      {"percent escapes stay", line_of("GET /a%2fb%00 HTTP/1.1"), 0},
      {"colon and at", line_of("POST /v1beta/models/gemini-2.5:generateContent HTTP/1.1"), 0},
      {"asterisk", line_of("OPTIONS * HTTP/1.1"), 0},
      {"absolute form", "GET http://a/x?y HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"absolute form, no path", "GET http://a HTTP/1.1\r\nHost: A\r\n\r\n", 0},
      {"absolute form, query only", "GET http://a?y HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0},
      {"unknown method", line_of("BREW /pot HTTP/1.1"), 0},
      {"odd token method", line_of("M-SEARCH / HTTP/1.1"), 0},
      {"no space after colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", 0},
      {"spaces and tabs around a value", "GET / HTTP/1.1\r\nHost: \t a \t \r\n\r\n", 0},
      {"empty value", get_with("X-Empty:\r\n"), 0},
      {"colon in a value", get_with("X: a:b\r\n"), 0},
      {"tab inside a value", get_with("X: a\tb\r\n"), 0},
      {"8-bit bytes in a value", get_with("X: \xc3\xa4\xff\r\n"), 0},
      {"same field twice", get_with("Accept: a\r\nAccept: b\r\n"), 0},
      {"every token byte in a name", get_with("!#$%&'*+-.^_`|~09azAZ: x\r\n"), 0},
      {"encoded word stays as it is", get_with("X: =?utf-8?Q?a=0D=0AX-Evil:=201?=\r\n"), 0},
      {"length", get_with("Content-Length: 5\r\n"), 0},
      {"length zero", get_with("Content-Length: 0\r\n"), 0},
      {"length with leading zeros", get_with("Content-Length: 0005\r\n"), 0},
      {"length in odd case", get_with("cOnTeNt-LeNgTh: 5\r\n"), 0},
      {"chunked", get_with("Transfer-Encoding: chunked\r\n"), 0},
      {"chunked in odd case", get_with("TRANSFER-ENCODING: Chunked\r\n"), 0},
      {"close", get_with("Connection: close\r\n"), 0},
      {"close in a list", get_with("Connection: keep-alive, Close\r\n"), 0},
      {"expect", get_with("Expect: 100-continue\r\nContent-Length: 5\r\n"), 0},
      {"expect in odd case", get_with("Expect: 100-Continue\r\nContent-Length: 5\r\n"), 0},
      {"host with port", "GET / HTTP/1.1\r\nHost: api.example:8080\r\n\r\n", 0},
      {"host as IPv6 literal", "GET / HTTP/1.1\r\nHost: [::1]:3000\r\n\r\n", 0},
      {"hidden framing name is another field", get_with("Content_Length: 5\r\n"), 0},
  };
  return vectors;
}

const std::vector<RequestVector>& refused_request_lines() {
  static const std::vector<RequestVector> vectors = {
      {"TLS hello", "\x16\x03\x01\x02\x00\x01"s, 400},
      {"two blank lines before", "\r\n\r\n" + get_with(""), 400},
      {"LF before", "\n" + get_with(""), 400},
      {"space before", " " + get_with(""), 400},
      {"LF only", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"LF after the request line only", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
      {"bare CR in the line", "GET /\rHTTP/1.1\r\nHost: a\r\n\r\n", 400},
      {"CR CR LF", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400},
      {"no target", line_of("GET HTTP/1.1"), 400},
      {"no version", line_of("GET /"), 400},
      {"HTTP/0.9", "GET /\r\n", 400},
      {"two spaces after the method", line_of("GET  / HTTP/1.1"), 400},
      {"two spaces before the version", line_of("GET /  HTTP/1.1"), 400},
      {"space after the version", line_of("GET / HTTP/1.1 "), 400},
      {"tab as separator", line_of("GET\t/\tHTTP/1.1"), 400},
      {"space in the target", line_of("GET /a b HTTP/1.1"), 400},
      {"method with a colon", line_of("GET: / HTTP/1.1"), 400},
      {"method with 8-bit byte", line_of("G\xc3T / HTTP/1.1"), 400},
      {"NUL in the method", line_of("G\0T / HTTP/1.1"s), 400},
      {"NUL in the target", line_of("GET /\0 HTTP/1.1"s), 400},
      {"control byte in the target", line_of("GET /\x01 HTTP/1.1"), 400},
      {"DEL in the target", line_of("GET /\x7f HTTP/1.1"), 400},
      {"8-bit byte in the target", line_of("GET /\xc3\xa4 HTTP/1.1"), 400},
      {"tab in the target", line_of("GET /\t HTTP/1.1"), 400},
      {"fragment", line_of("GET /a#b HTTP/1.1"), 400},
      {"relative target", line_of("GET a HTTP/1.1"), 400},
      {"asterisk for GET", line_of("GET * HTTP/1.1"), 400},
      {"CONNECT", line_of("CONNECT a:443 HTTP/1.1"), 400},
      {"absolute form for another host", line_of("GET http://b/ HTTP/1.1"), 400},
      {"absolute form with user", line_of("GET http://u@a/ HTTP/1.1"), 400},
      {"absolute form of another scheme", line_of("GET ftp://a/ HTTP/1.1"), 400},
      {"absolute form without Host in 1.0", "GET http://a/ HTTP/1.0\r\n\r\n", 400},
      {"lower case protocol", line_of("GET / http/1.1"), 400},
      {"version without minor", line_of("GET / HTTP/1"), 400},
      {"version with two digits", line_of("GET / HTTP/1.10"), 400},
      {"version with a letter", line_of("GET / HTTP/1.x"), 400},
      {"other protocol", line_of("GET / SIP/1.1"), 400},
      {"HTTP/1.2", line_of("GET / HTTP/1.2"), 505},
      {"HTTP/2.0", line_of("PRI * HTTP/2.0"), 505},
      {"HTTP/0.9 said", line_of("GET / HTTP/0.9"), 505},
      {"long target", line_of("GET /" + std::string(9000, 'a') + " HTTP/1.1"), 414},
      {"long target, unfinished", "GET /" + std::string(9000, 'a'), 414},
  };
  return vectors;
}

const std::vector<RequestVector>& refused_fields() {
  static const std::vector<RequestVector> vectors = {
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two Hosts", get_with("Host: b\r\n"), 400},
      {"two equal Hosts", get_with("Host: a\r\n"), 400},
      {"two Hosts in 1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
      {"Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
      {"Host with user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
      {"Host with path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
      {"Host list", "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400},
      {"Host with 8-bit byte", "GET / HTTP/1.1\r\nHost: \xc3\xa4\r\n\r\n", 400},
      {"space before the colon", get_with("X : a\r\n"), 400},
      {"tab before the colon", get_with("X\t: a\r\n"), 400},
      {"space before the colon of a framing field", get_with("Transfer-Encoding : chunked\r\n"), 400},
      {"empty name", get_with(": a\r\n"), 400},
      {"no colon", get_with("X-Nothing\r\n"), 400},
      {"space in a name", get_with("X Y: a\r\n"), 400},
      {"folded line", get_with("X: a\r\n b\r\n"), 400},
      {"folded line with tab", get_with("X: a\r\n\tb\r\n"), 400},
      {"first field indented", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
      {"folded framing", get_with("Transfer-Encoding:\r\n chunked\r\n"), 400},
      {"NUL in a name", get_with("X\0Y: a\r\n"s), 400},
      {"NUL in a value", get_with("X: a\0b\r\n"s), 400},
      {"control byte in a value", get_with("X: a\x0b\r\n"), 400},
      {"DEL in a value", get_with("X: a\x7f\r\n"), 400},
      {"bare CR in a value", get_with("X: a\rb\r\n"), 400},
      {"bare LF in a value", get_with("X: a\nY: b\r\n"), 400},
      {"field line ends in LF", get_with("X: a\n"), 400},
      {"blank line is LF", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
      {"blank line is CR only", "GET / HTTP/1.1\r\nHost: a\r\n\rX", 400},
      {"8-bit byte in a name", get_with("X\xc3: a\r\n"), 400},
      {"parenthesis in a name", get_with("X(): a\r\n"), 400},
      {"other expectation", get_with("Expect: 200-ok\r\n"), 417},
      {"long field", get_with("X: " + std::string(9000, 'a') + "\r\n"), 431},
      {"long field, unfinished", "GET / HTTP/1.1\r\nX: " + std::string(9000, 'a'), 431},
      {"101 fields",
       [] {
         std::string fields;
         for (int i = 0; i < 100; ++i) fields += "X: a\r\n";
         return get_with(fields);
       }(),
       431},
      {"head over 32 KiB",
       [] {
         std::string fields;
         for (int i = 0; i < 9; ++i) fields += "X: " + std::string(4000, 'a') + "\r\n";
         return get_with(fields);
       }(),
       431},
  };
  return vectors;
}

const std::vector<RequestVector>& refused_framings() {
  static const std::vector<RequestVector> vectors = {
      {"length and coding", get_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"coding and length", get_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
      {"length and bad coding", get_with("Content-Length: 5\r\nTransfer-Encoding: x\r\n"), 400},
      {"two lengths", get_with("Content-Length: 5\r\nContent-Length: 6\r\n"), 400},
      {"two equal lengths", get_with("Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
      {"length list", get_with("Content-Length: 5, 5\r\n"), 400},
      {"length with plus", get_with("Content-Length: +5\r\n"), 400},
      {"length with minus", get_with("Content-Length: -1\r\n"), 400},
      {"length in hexadecimal", get_with("Content-Length: 0x5\r\n"), 400},
      {"length with point", get_with("Content-Length: 5.0\r\n"), 400},
      {"length with space", get_with("Content-Length: 5 5\r\n"), 400},
      {"empty length", get_with("Content-Length:\r\n"), 400},
      {"length as a word", get_with("Content-Length: five\r\n"), 400},
      {"length as encoded word", get_with("Content-Length: =?utf-8?Q?5?=\r\n"), 400},
      {"length beyond 64 bits", get_with("Content-Length: 18446744073709551617\r\n"), 413},
      {"length of 100 digits", get_with("Content-Length: " + std::string(100, '9') + "\r\n"), 413},
      {"coding in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"two codings", get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"coding hidden by a second field", get_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n"), 400},
      {"xchunked", get_with("Transfer-Encoding: xchunked\r\n"), 501},
      {"chunked, identity", get_with("Transfer-Encoding: chunked, identity\r\n"), 501},
      {"gzip, chunked", get_with("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {"chunked, chunked", get_with("Transfer-Encoding: chunked, chunked\r\n"), 501},
      {"identity", get_with("Transfer-Encoding: identity\r\n"), 501},
      {"chunked with parameter", get_with("Transfer-Encoding: chunked;q=1\r\n"), 501},
      {"quoted chunked", get_with("Transfer-Encoding: \"chunked\"\r\n"), 501},
      {"empty coding", get_with("Transfer-Encoding:\r\n"), 501},
      {"list that ends in a comma", get_with("Transfer-Encoding: chunked,\r\n"), 501},
      {"vertical tab before chunked",
       get_with("Transfer-Encoding: \x0b"
                "chunked\r\n"),
       400},
      {"tab before chunked", get_with("Transfer-Encoding:\tchunked\r\n"), 400},
      {"tab after chunked", get_with("Transfer-Encoding: chunked\t\r\n"), 400},
      {"tab before a length", get_with("Content-Length: \t5\r\n"), 400},
      {"8-bit byte after chunked", get_with("Transfer-Encoding: chunked\xff\r\n"), 501},
  };
  return vectors;
}

}  // namespace aipool::http::test
