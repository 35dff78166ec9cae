// SPDX-License-Identifier: MIT
#include "core/config/safety.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/config/rules.h"

namespace aipool::config {
namespace {

constexpr std::size_t kShortestKey = 8;

// Without case and without what separates words, so that Change-Me and change_me are one.
std::string letters_of(std::string_view key) {
  std::string letters;
  for (const char c : key) {
    if (c >= 'A' && c <= 'Z') {
      letters += static_cast<char>(c - 'A' + 'a');
    } else if (c != '-' && c != '_' && c != '.' && c != ' ') {
      letters += c;
    }
  }
  return letters;
}

bool is_one_character(std::string_view text) {
  return text.find_first_not_of(text.substr(0, 1)) == std::string_view::npos;
}

const Value* find_in_auth(const Value& root, std::string_view key) {
  const Value* auth = find(root, "auth");
  return auth == nullptr ? nullptr : find(*auth, key);
}

void check_key(const Value& key, Faults& faults) {
  if (is_placeholder(key.text)) {
    add_fault(faults, key.position, "this key is a placeholder, and the server is not bound to loopback",
              "put in a random key of your own, as openssl rand -hex 32 prints it");
  } else if (key.kind != Kind::kUnresolved && key.text.size() < kShortestKey) {
    add_fault(faults, key.position, "this key is shorter than 8 characters, and the server is not bound to loopback",
              "put in a random key of your own, as openssl rand -hex 32 prints it");
  }
}

// Where the host was set, as that is what makes the missing key a fault.
const Position& place_of_host(const Value& root) {
  const Value* server = find(root, "server");
  const Value* host = server == nullptr ? nullptr : find(*server, "host");
  return host == nullptr ? root.position : host->position;
}

}  // namespace

bool is_placeholder(std::string_view key) {
  constexpr std::string_view kWhole[] = {"password", "secret",   "test",     "testkey", "admin",  "admin123", "example",
                                         "apikey",   "adminkey", "token",    "key",     "none",   "null",     "default",
                                         "qwerty",   "letmein",  "12345678", "123456",  "skkey",  "sk123456", "sk1234",
                                         "mykey",    "demo",     "1234",     "12345",   "abc123", "aipool",   "sk"};
  constexpr std::string_view kParts[] = {"changeme",  "yourapikey", "yourkey",     "yoursecret",
                                         "yourtoken", "youradmin",  "placeholder", "replaceme",
                                         "insertkey", "xxxxx",      "\xE2\x80\xA6"};
  const std::string letters = letters_of(key);
  if (letters.empty() || (key.starts_with('<') && key.ends_with('>'))) return !key.empty();
  if (std::ranges::find(kWhole, letters) != std::end(kWhole)) return true;
  const std::string_view after_prefix = std::string_view(letters).substr(letters.starts_with("sk") ? 2 : 0);
  if (is_one_character(after_prefix)) return true;
  return std::ranges::any_of(kParts, [&](std::string_view part) { return letters.find(part) != std::string::npos; });
}

void check_safety(const Value& root, std::string_view host, Faults& faults) {
  if (is_loopback(host)) return;
  std::vector<const Value*> keys;
  if (const Value* one = find_in_auth(root, "api_key")) keys.push_back(one);
  if (const Value* list = find_in_auth(root, "api_keys"))
    for (const Value& key : list->items) keys.push_back(&key);
  std::erase_if(keys, [](const Value* key) { return key->kind != Kind::kUnresolved && key->text.empty(); });
  if (keys.empty())
    add_fault(faults, place_of_host(root), "auth.api_key: a key is required on an address that is not loopback",
              "set auth.api_key (or API_KEY), or bind server.host to 127.0.0.1");
  for (const Value* key : keys) check_key(*key, faults);
  const Value* admin_key = find_in_auth(root, "admin_key");
  if (admin_key != nullptr && !admin_key->text.empty()) check_key(*admin_key, faults);
}

}  // namespace aipool::config
