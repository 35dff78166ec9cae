// SPDX-License-Identifier: MIT
//
// ticket: a provider whose accounts get their credential from a machine, for the tests of whatever runs machines.
//
// Its document is {"access_token", "refresh_token", "expiry_date" in ms, "base_url"}; the vendor has POST /token,
// POST /device and a page /authorize at the account's auth_base_url. Its API speaks openai.chat.
#include <aipool/oauth.hpp>
#include <aipool/sdk.hpp>

namespace ticket {
namespace {

namespace json = aipool::json;
namespace oauth = aipool::oauth;
namespace sdk = aipool::sdk;

constexpr aip_bytes kProtocols[] = {sdk::bytes("openai.chat")};
constexpr aip_bytes kMethods[] = {sdk::bytes("browser"), sdk::bytes("device"), sdk::bytes("paste")};

std::string member(std::string_view text, std::string_view name) {
  json::Document document;
  if (document.parse(text) != json::Error::kNone) return {};
  const json::Value value = document.root().find(name);
  return value.is_string() ? value.string() : value ? std::string(value.raw()) : std::string();
}

std::int64_t number(std::string_view text) { return json::read_int64(text).value_or(0); }

class TicketAuth final : public sdk::Auth {
 public:
  explicit TicketAuth(sdk::Host host) : host_(host) {}

  std::string_view id() const override { return "ticket"; }
  std::string_view default_document() const override { return "~/.ticket/creds.json"; }
  std::span<const aip_bytes> methods() const override { return kMethods; }

  void step(sdk::Env& env, const aip_account& account, std::string_view state, const aip_input& input,
            sdk::AuthMove& move) const override {
    Step step{host_, env, account, input, move, oauth::Notes(state)};
    dispatch(step);
    move.remember(step.notes.text());
  }

 private:
  using Step = oauth::Run;

  static std::string url(const Step& step, std::string_view path) {
    return std::string(sdk::view(step.account.auth_base_url)).append(path);
  }

  static void post(Step& step, std::string_view path, std::string_view body) {
    step.move.send("POST", url(step, path), {{"content-type", "application/x-www-form-urlencoded"}}, body);
  }

  void dispatch(Step& step) const {
    switch (step.input.kind) {
      case AIP_INPUT_START:
        return step.go("look"), step.move.read();
      case AIP_INPUT_REFRESH:
        return step.go("locked"), step.move.lock("ticket.lock");
      case AIP_INPUT_LOGIN:
        return login(step);
      case AIP_INPUT_LOCKED:
        return locked(step);
      case AIP_INPUT_DOCUMENT:
        return found(step);
      case AIP_INPUT_REPLY:
        return replied(step);
      case AIP_INPUT_WRITTEN:
        return ready(step, step.notes["document"]);
      case AIP_INPUT_USER:
        return told(step);
      case AIP_INPUT_TIMER:
        return poll(step);
      default:
        throw sdk::Fault{AIP_E_OVERLOADED, "the ticket office cannot be reached"};
    }
  }

  void login(Step& step) const {
    const std::string_view method = step.data();
    const std::string redirect(sdk::find(step.input.headers, "redirect_base").value_or(""));
    step.notes["verifier"] = oauth::random_token(host_);
    const std::string page = url(step, "/authorize?") +
                             oauth::form({{"redirect_uri", redirect + "/callback"},
                                          {"state", "ticket-state"},
                                          {"code_challenge", oauth::pkce_challenge(host_, step.notes["verifier"])}});
    step.notes["page"] = page;
    step.notes["redirect"] = redirect + "/callback";
    if (method == "device") return step.go("device"), post(step, "/device", "client_id=ticket");
    step.go("code");
    if (method == "paste") return step.move.ask(AIP_ASK_TEXT, "Paste the code.", page);
    step.move.ask(AIP_ASK_CALLBACK, "Sign in at", page);
  }

  void told(Step& step) const {
    if (step.phase() == "device") return step.move.wait_until(step.now() + 20);
    const auto state = oauth::form_value(step.data(), "state");
    if (state && *state != "ticket-state") {
      return step.move.ask(AIP_ASK_CALLBACK, "That was the answer to another login.", step.notes["page"]);
    }
    if (const auto error = oauth::form_value(step.data(), "error")) {
      throw sdk::Fault{AIP_E_AUTH, "the ticket office said no: " + *error};
    }
    const std::string code = oauth::form_value(step.data(), "code").value_or(std::string(step.data()));
    step.notes["grant"] = oauth::form({{"grant_type", "authorization_code"},
                                       {"code", code},
                                       {"redirect_uri", step.notes["redirect"]},
                                       {"code_verifier", step.notes["verifier"]}});
    step.go("granted");
    post(step, "/token", step.notes["grant"]);
  }

  void poll(Step& step) const {
    step.go("polled");
    post(step, "/token", oauth::form({{"grant_type", "device_code"}, {"device_code", step.notes["device_code"]}}));
  }

  void found(Step& step) const {
    if (step.input.status != 0) throw sdk::Fault{AIP_E_AUTH, "there is no ticket"};
    const std::string_view text = step.data();
    const std::string token = member(text, "access_token");
    const bool valid = number(member(text, "expiry_date")) > step.now();
    if (step.phase() == "look") {
      return valid ? ready(step, text) : (step.go("locked"), step.move.lock("ticket.lock"));
    }
    const bool refused = token == sdk::find(step.account.credential, "access_token").value_or("");
    if (valid && !refused) return ready(step, text);
    step.go("refreshed");
    step.notes["document"] = text;
    post(step, "/token",
         oauth::form({{"grant_type", "refresh_token"}, {"refresh_token", member(text, "refresh_token")}}));
  }

  void replied(Step& step) const {
    const std::string_view body = step.data();
    const std::string error = member(body, "error");
    if (step.input.status == 200 && step.phase() == "device") {
      step.notes["device_code"] = member(body, "device_code");
      return step.move.ask(AIP_ASK_NOTHING, "Enter the code.", member(body, "verification_uri"),
                           member(body, "user_code"));
    }
    if (step.input.status == 400 && (error == "authorization_pending" || error == "slow_down")) {
      return step.go("device"), step.move.wait_until(step.now() + (error == "slow_down" ? 60 : 20));
    }
    if (step.input.status >= 500) throw sdk::Fault{AIP_E_OVERLOADED, "the ticket office is closed"};
    if (step.input.status != 200) throw sdk::Fault{AIP_E_AUTH, "the ticket is void: " + error};
    const std::string refresh = member(body, "refresh_token");
    const std::string base_url = member(body, "base_url");
    const std::int64_t expiry = step.now() + number(member(body, "expires_in")) * 1000;
    const std::string document = oauth::with_members(
        step.notes["document"], {{"access_token", oauth::quoted(member(body, "access_token"))},
                                 {"refresh_token", refresh.empty() ? std::string() : oauth::quoted(refresh)},
                                 {"base_url", base_url.empty() ? std::string() : oauth::quoted(base_url)},
                                 {"expiry_date", std::to_string(expiry)}});
    step.notes["document"] = document;
    step.notes["tickets"] = std::to_string(number(step.notes["tickets"]) + 1);
    const bool must_lock = step.phase() != "refreshed";
    step.go("write");
    must_lock ? step.move.lock("ticket.lock") : step.move.write({}, document);
  }

  void locked(Step& step) const {
    if (step.phase() == "write") return step.move.write({}, step.notes["document"]);
    step.move.read();
  }

  static void ready(Step& step, std::string_view text) {
    sdk::AuthFields plain;
    if (const std::string base_url = member(text, "base_url"); !base_url.empty()) plain = {{"base_url", base_url}};
    step.move.ready({{"access_token", member(text, "access_token")}}, number(member(text, "expiry_date")), plain);
    oauth::Notes kept("");
    kept["tickets"] = step.notes["tickets"];
    step.notes = std::move(kept);
  }

  sdk::Host host_;
};

class TicketProvider final : public sdk::Provider {
 public:
  std::string_view id() const override { return "ticket-oauth"; }
  std::string_view auth() const override { return "ticket"; }
  std::string_view default_base_url() const override { return "http://127.0.0.1:9/v1"; }
  std::span<const aip_bytes> protocols() const override { return kProtocols; }
  aip_enum support(const aip_account&, aip_enum operation) const override {
    return operation == AIP_OP_GENERATE ? AIP_SUPPORT_PROTOCOL : AIP_SUPPORT_NONE;
  }
  void prepare(sdk::Env& env, const aip_account& account, const aip_request&, aip_prepared& prepared) const override {
    sdk::set_target(prepared, "POST", "/chat/completions");
    const auto headers = env.array<aip_field>(1);
    const std::string_view token = sdk::find(account.credential, "access_token").value_or("");
    headers[0] = sdk::field("authorization", env.join("Bearer ", token), AIP_FIELD_SECRET);
    prepared.headers = sdk::fields(headers);
  }
};

class TicketPlugin final : public sdk::Plugin {
 public:
  TicketPlugin(sdk::Host host, aip_fields /*config*/) : auth_(host) {}

  std::span<const sdk::Provider* const> providers() const override { return providers_; }
  std::span<const sdk::Auth* const> auths() const override { return auths_; }

 private:
  TicketAuth auth_;
  TicketProvider provider_;
  const sdk::Provider* providers_[1] = {&provider_};
  const sdk::Auth* auths_[1] = {&auth_};
};

}  // namespace
}  // namespace ticket

AIPOOL_PLUGIN(ticket::TicketPlugin, "ticket", "0.1.0", "aipool", "MIT",
              R"("protocols":[],"providers":[{"id":"ticket-oauth","protocols":["openai.chat"]}])", {});
