// The hall's rules in one sentence per language, made from the policy in force.

import type { Policy } from "../domain/types.ts";

/** How the next ticket is chosen: the promise shown on the board. */
export function dispatchRule(policy: Policy): { "zh-CN": string; en: string } {
  const { classes, overtakeMax } = policy.priority;
  if (classes.length === 0 || overtakeMax === 0) {
    return { "zh-CN": "按取号先后叫号。", en: "Numbers are called in order of arrival." };
  }
  const times = overtakeMax === 1 ? "once" : `${overtakeMax} times`;
  return {
    "zh-CN": `按取号先后叫号；优先号先办，普通号最多连续被超过${overtakeMax}次。`,
    en: `In order of arrival; priority numbers go first, an ordinary one is overtaken at most ${times} in a row.`,
  };
}

/** What happens to a number whose holder does not come (过号). */
export function missedRule(policy: Policy): { "zh-CN": string; en: string } {
  const { max } = policy.calls;
  const { mayReturn, returnAfterCalls, maxReturns } = policy.missed;
  const zhCalls = `呼叫${max}次未到即过号`;
  const enCalls = `A number called ${max === 1 ? "once" : `${max} times`} without an answer is missed`;
  if (!mayReturn || maxReturns === 0) {
    return { "zh-CN": `${zhCalls}，须重新取号。`, en: `${enCalls}: please take a new number.` };
  }
  const zhWait = returnAfterCalls === 0 ? "随即恢复排队" : `再叫${returnAfterCalls}个号后可重新呼叫`;
  const enWait =
    returnAfterCalls === 0
      ? "it goes back in line at once"
      : `it may be called again after ${returnAfterCalls} more calls`;
  const enTimes = maxReturns === 1 ? "once" : `${maxReturns} times`;
  return {
    "zh-CN": `${zhCalls}；请到咨询台恢复，${zhWait}（最多恢复${maxReturns}次）。`,
    en: `${enCalls}; ask at the information desk and ${enWait} (at most ${enTimes}).`,
  };
}
