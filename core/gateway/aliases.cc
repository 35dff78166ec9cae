// SPDX-License-Identifier: MIT
#include "core/gateway/aliases.h"

#include <algorithm>
#include <optional>
#include <string>

#include "aipool/json.hpp"
#include "core/gateway/models.h"

namespace aipool::gateway {
namespace {

// What the upstream says of the model, under the other name: members that hold the name or `models/` before it.
std::string json_under(const std::string& json, std::string_view model, std::string_view alias) {
  constexpr std::string_view kPrefix = "models/";
  json::Document document;
  if (document.parse(json) != json::Error::kNone || !document.root().is_object()) return {};
  std::string text;
  json::Writer out(text);
  out.begin_object();
  for (const json::Member member : document.root().members()) {
    out.key_raw(member.key.string_raw());
    const std::string value = member.value.string();
    if (member.value.is_string() && value == model) {
      out.string(alias);
    } else if (value.starts_with(kPrefix) && std::string_view(value).substr(kPrefix.size()) == model) {
      out.string(std::string(kPrefix).append(alias));
    } else {
      out.raw(member.value.raw());
    }
  }
  out.end_object();
  return text;
}

// The model as the pool's list has it. A pool whose upstream lists nothing may serve anything.
std::optional<Model> served(const PoolModels& of, std::string_view name) {
  const auto found =
      std::find_if(of.models->begin(), of.models->end(), [&](const Model& each) { return each.id == name; });
  if (found != of.models->end()) return *found;
  if (!of.pool->pool->names_model(name) && !may_serve(*of.pool, name)) return std::nullopt;
  Model model;
  model.id = name;
  return model;
}

}  // namespace

const config::ModelAlias* alias_of(const Snapshot& snapshot, std::string_view name, std::string_view provider) {
  for (const config::ModelAlias& alias : snapshot.config().model_aliases) {
    const bool of_other = !provider.empty() && !alias.target.provider.empty() && alias.target.provider != provider;
    if (alias.name == name && !of_other) return &alias;
  }
  return nullptr;
}

std::vector<Model> aliases_of(const Snapshot& snapshot, const std::vector<PoolModels>& pools) {
  std::vector<Model> aliases;
  for (const config::ModelAlias& alias : snapshot.config().model_aliases) {
    for (const PoolModels& of : pools) {
      const std::string& provider = alias.target.provider;
      if (!provider.empty() && provider != of.pool->provider->id()) continue;
      std::optional<Model> model = served(of, alias.target.model);
      if (!model) continue;
      model->json = json_under(model->json, model->id, alias.name);
      model->id = alias.name;
      aliases.push_back(std::move(*model));
      break;
    }
  }
  return aliases;
}

}  // namespace aipool::gateway
