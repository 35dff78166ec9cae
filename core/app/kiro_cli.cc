// SPDX-License-Identifier: MIT
#include "core/app/kiro_cli.h"

#include <Poco/Exception.h>
#include <Poco/Pipe.h>
#include <Poco/PipeStream.h>
#include <Poco/Process.h>
#include <Poco/StreamCopier.h>

#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "aipool/json.hpp"

namespace aipool::app {
namespace {

constexpr std::string_view kReader = "aipool-read-kiro-cli";
constexpr std::string_view kBuilderPage = "https://view.awsapps.com/start";
constexpr std::size_t kRefreshTokenMin = 100;  // a shorter one was cut

struct SignInKind {
  std::string_view key, registration, method;
};
constexpr SignInKind kKinds[] = {
    {"kirocli:social:token", "", "social"},
    {"kirocli:odic:token", "kirocli:odic:device-registration", "IdC"},
    {"kirocli:external-idp:token", "", "external_idp"},
    {"codewhisperer:odic:token", "codewhisperer:odic:device-registration", "IdC"},
};

Error import_error(std::string text) {
  return make_error(ErrorCode::kInvalidRequest, ErrorSource::kConfig, std::move(text));
}

std::string text_in(const json::Document& object, std::string_view key) { return object.root().find(key).string(); }

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string provider_of(const SignInKind& kind, const json::Document& token) {
  if (kind.method == "social") {
    const std::string said = capital(text_in(token, "provider"));
    return said.empty() ? "Google" : said;
  }
  if (kind.method == "external_idp") return "ExternalIdp";
  const std::string page = text_in(token, "start_url");
  return page.empty() || page == kBuilderPage ? "BuilderId" : "Enterprise";
}

// Members that are there, under the names of the IDE.
void copy_members(json::Writer& out, const json::Document& from,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  for (const auto& [here, there] : names) {
    const json::Value value = from.root().find(here);
    if (value.is_string() || value.is_array()) out.key(there).raw(value.raw());
  }
}

Result<KiroDocuments> documents_of(const SignInKind& kind, const json::Document& rows, const json::Document& token) {
  KiroDocuments documents;
  documents.source = kind.key;
  std::string text;
  json::Writer out(text);
  out.begin_object();
  copy_members(out, token,
               {{"access_token", "accessToken"},
                {"refresh_token", "refreshToken"},
                {"expires_at", "expiresAt"},
                {"profile_arn", "profileArn"},
                {"region", "region"},
                {"start_url", "startUrl"},
                {"token_endpoint", "tokenEndpoint"},
                {"issuer_url", "issuerUrl"},
                {"client_id", "clientId"},
                {"scopes", "scopes"},
                {"audience", "audience"}});
  out.key("authMethod").string(kind.method).key("provider").string(provider_of(kind, token));
  json::Document profile;
  const std::string profile_text = text_in(rows, "api.codewhisperer.profile");
  if (text_in(token, "profile_arn").empty() && profile.parse(profile_text) == json::Error::kNone) {
    copy_members(out, profile, {{"arn", "profileArn"}});
  }
  if (!kind.registration.empty()) {
    const std::string stored = text_in(rows, kind.registration);
    json::Document registration;
    if (registration.parse(stored) != json::Error::kNone || text_in(registration, "client_secret").empty()) {
      return import_error("kiro-cli's database has " + documents.source + " without its " +
                          std::string(kind.registration) + ": sign in with kiro-cli again");
    }
    documents.registration_name = "aipool-kiro-cli";
    out.key("clientIdHash").string(documents.registration_name);
    documents.registration_name += ".json";
    std::string beside;
    json::Writer pair(beside);
    pair.begin_object();
    copy_members(pair, registration,
                 {{"client_id", "clientId"},
                  {"client_secret", "clientSecret"},
                  {"client_secret_expires_at", "expiresAt"},
                  {"region", "region"}});
    pair.end_object();
    documents.registration = Secret(std::move(beside));
  }
  out.end_object();
  documents.token = Secret(std::move(text));
  return documents;
}

std::filesystem::path reader_program() {
  std::error_code unknown;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", unknown);
  std::filesystem::path beside = own.parent_path() / kReader;
  return !unknown && std::filesystem::exists(beside, unknown) ? beside
                                                              : std::filesystem::path(AIPOOL_LIBEXEC_DIR) / kReader;
}

}  // namespace

std::filesystem::path kiro_cli_database(const std::filesystem::path& home) {
  return home / ".local/share/kiro-cli/data.sqlite3";
}

Result<Secret> read_kiro_cli(const std::filesystem::path& file) {
  std::error_code unseen;
  if (!std::filesystem::is_regular_file(file, unseen)) {
    return import_error(file.string() + ": there is no such file; sign in with kiro-cli first, or name its database");
  }
  const std::filesystem::path program = reader_program();
  if (!std::filesystem::exists(program, unseen)) {
    return import_error("the program " + std::string(kReader) + " is not installed: aipool was built without SQLite");
  }
  try {
    Poco::Pipe output, complaints;
    const Poco::ProcessHandle child =
        Poco::Process::launch(program.string(), {file.string()}, nullptr, &output, &complaints);
    std::string text, why;
    std::jthread listener([&] {
      Poco::PipeInputStream stream(complaints);
      Poco::StreamCopier::copyToString(stream, why);
    });
    Poco::PipeInputStream stream(output);
    Poco::StreamCopier::copyToString(stream, text);
    listener.join();
    const Secret rows(std::move(text));
    if (child.wait() == 0) return rows;
    return import_error(file.string() + ": cannot be read as kiro-cli's database: " + why.substr(0, why.find('\n')));
  } catch (const Poco::Exception& exception) {
    return import_error(program.string() + ": " + exception.displayText());
  }
}

Result<KiroDocuments> kiro_documents(std::string_view rows) {
  json::Document all;
  if (all.parse(rows) != json::Error::kNone) return import_error("what was read of kiro-cli's database is no JSON");
  const SignInKind* newest = nullptr;
  std::string newest_text, newest_expiry;
  for (const SignInKind& kind : kKinds) {
    const std::string text = text_in(all, kind.key);
    json::Document token;
    if (token.parse(text) != json::Error::kNone || text_in(token, "refresh_token").empty()) continue;
    const std::string expiry = text_in(token, "expires_at");  // ISO 8601 in UTC: later is greater
    if (newest != nullptr && expiry <= newest_expiry) continue;
    newest = &kind;
    newest_text = text;
    newest_expiry = expiry;
  }
  if (newest == nullptr) return import_error("kiro-cli's database has no sign-in: sign in with kiro-cli first");
  json::Document token;
  static_cast<void>(token.parse(newest_text));
  const std::string refresh = text_in(token, "refresh_token");
  if (refresh.size() < kRefreshTokenMin || refresh.find("...") != std::string::npos) {
    return import_error("the refresh token of " + std::string(newest->key) + " was cut: sign in with kiro-cli again");
  }
  return documents_of(*newest, all, token);
}

}  // namespace aipool::app
