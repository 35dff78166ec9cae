// SPDX-License-Identifier: MIT
//
// aipool-read-kiro-cli FILE prints the credentials in kiro-cli's database as one JSON object of texts. A program of its
// own, so that the server needs no SQLite, and a damaged file can hurt nobody else. It only reads: kiro-cli may be
// running.
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <Poco/Exception.h>
#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "aipool/json.hpp"
#include "aipool/oauth/form.hpp"

namespace {

// A database in WAL mode that nobody has open has no log; to read it SQLite would make one, unless told that it may not
// change. With a log, or in another mode, it is read under SQLite's own locks.
bool is_at_rest(const std::string& file) {
  constexpr std::size_t kModeAt = 18;  // of the file's head: 2 is WAL
  std::ifstream head(file, std::ios::binary);
  std::string bytes(kModeAt + 1, '\0');
  head.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return head && bytes[kModeAt] == 2 && !std::filesystem::exists(file + "-wal");
}

std::string address_of(const std::string& file) {
  std::string address = "file:";
  for (const char c : std::filesystem::absolute(file).native()) {
    address += c == '/' ? "/" : aipool::oauth::percent_encode(std::string(1, c));
  }
  return address + "?mode=ro" + (is_at_rest(file) ? "&immutable=1" : "");
}

void read(const std::string& file) {
  using namespace Poco::Data::Keywords;
  constexpr std::size_t kPatienceSeconds = 5;  // for a lock of kiro-cli, and for a file that cannot be opened
  ::sqlite3_config(SQLITE_CONFIG_URI, 1);      // Poco asks for no addresses by itself
  Poco::Data::SQLite::Connector::registerConnector();
  Poco::Data::Session session("SQLite", address_of(file), kPatienceSeconds);
  std::vector<std::string> keys, values;
  session << "SELECT key, value FROM auth_kv WHERE key LIKE 'kirocli:%' OR key LIKE 'codewhisperer:%'", into(keys),
      into(values), now;
  int states = 0;
  session << "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'state'", into(states), now;
  if (states != 0) {
    session << "SELECT key, value FROM state WHERE key = 'api.codewhisperer.profile'", into(keys), into(values), now;
  }
  std::string out;
  aipool::json::Writer writer(out);
  writer.begin_object();
  for (std::size_t i = 0; i < keys.size(); ++i) writer.key(keys[i]).string(values[i]);
  writer.end_object();
  std::cout << out << std::flush;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: aipool-read-kiro-cli FILE\n";
    return 2;
  }
  try {
    read(argv[1]);
    return 0;
  } catch (const Poco::Exception& exception) {
    std::cerr << exception.displayText() << '\n';
  } catch (const std::exception& exception) {
    std::cerr << exception.what() << '\n';
  }
  return 1;
}
