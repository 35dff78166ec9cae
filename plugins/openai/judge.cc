// SPDX-License-Identifier: MIT
#include "plugins/openai/convert.h"
#include "plugins/openai/provider.h"

namespace aipool::openai {

void OpenAiProvider::judge(sdk::Env&, const aip_failure& failure, aip_verdict& verdict) const {
  convert::judge_by_class(failure, verdict);
}

}  // namespace aipool::openai
