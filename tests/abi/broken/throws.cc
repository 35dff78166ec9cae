// SPDX-License-Identifier: MIT
//
// A plugin without a barrier: whatever the host calls throws.
#include <cstring>
#include <stdexcept>

#include "aipool/abi.h"

namespace {

[[gnu::section(AIP_MANIFEST_SECTION), gnu::used]] constexpr char kManifest[] =
    R"({"abi":"1.0","name":"throws","version":"1.0.0","license":"MIT",)"
    R"("protocols":[{"id":"throws","client":true,"upstream":true}],)"
    R"("providers":[{"id":"throws-api","protocols":["throws"]}]})";

template <std::size_t Size>
constexpr aip_bytes text(const char (&literal)[Size]) {
  return {literal, Size - 1};
}

struct Secretive : std::runtime_error {
  Secretive() : std::runtime_error("nobody may see this") {}
};

template <typename Result, typename... Arguments>
Result thrower(Arguments...) {
  throw Secretive();
}

void* const kObject = const_cast<char*>(kManifest);  // any address

aip_rc open(void*, const aip_env*, const aip_request*, aip_answer*, void** encoder) {
  *encoder = kObject;
  return AIP_OK;
}

const aip_route kRoutes[] = {{text("POST"), text("/throws"), {}, {}, AIP_OP_GENERATE, 0, 0, 0}};
const aip_client_half kClient = {
    sizeof(aip_client_half), 0, kRoutes, 1, thrower, thrower, open, thrower, thrower, thrower, thrower};
const aip_upstream_half kUpstream = {
    sizeof(aip_upstream_half), 0, thrower, thrower, thrower, thrower, thrower, thrower};
const aip_protocol kProtocol = {sizeof(aip_protocol), 0, text("throws"), &kClient, &kUpstream};
const aip_bytes kSpoken[] = {text("throws")};
const aip_provider kProvider = {sizeof(aip_provider),
                                0,
                                text("throws-api"),
                                kSpoken,
                                1,
                                nullptr,
                                0,
                                text("http://127.0.0.1:1"),
                                {},
                                thrower,
                                thrower,
                                thrower,
                                thrower,
                                thrower,
                                thrower,
                                thrower,
                                nullptr};

aip_rc create(const aip_host*, aip_fields, void**) { return AIP_OK; }
std::uint64_t live() { return 0; }

const void* role(void*, aip_bytes id, std::size_t index) {
  if (index > 0) return nullptr;
  return std::memcmp(id.data, AIP_ROLE_ID_PROTOCOL, id.len) == 0 ? static_cast<const void*>(&kProtocol) : &kProvider;
}

const aip_module kModule = {sizeof(aip_module),
                            AIP_MAGIC,
                            AIP_ABI_MAJOR,
                            AIP_ABI_MINOR,
                            text("throws"),
                            text("1.0.0"),
                            text("test"),
                            text("MIT"),
                            text(kManifest),
                            nullptr,
                            0,
                            create,
                            thrower,
                            role,
                            live};

}  // namespace

const aip_module* aipool_plugin_v1(const aip_host*) { return &kModule; }
