// The lines: who waits for what and how long, windows against those needed, numbers stopped and given out again.
import type { JSX } from "preact";
import type { ManagerView, ServiceView } from "../../controller/contract/views.ts";
import { clockOf, estimateWords } from "../shared/format.ts";
import { both } from "../shared/i18n/both.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import { act } from "./act.ts";
import { neededWords } from "./floor-view.ts";
import { calibrationWords } from "./view.ts";

function Gate(props: { service: ServiceView; closed: boolean }): JSX.Element {
  const { service, closed } = props;
  const { zh, en } = both(service.name);
  const path = (verb: string) => `/services/${encodeURIComponent(service.id)}/${verb}`;
  const stopped = { zh: `${zh} 已停止取号`, en: `${en}: no new numbers` };
  const open = { zh: `${zh} 已恢复取号`, en: `${en}: numbers again` };
  if (closed) {
    const undo = { path: path("close"), body: {}, done: stopped };
    return (
      <Press label={`恢复取号 ${zh} Open`} onPress={() => void act({ path: path("open"), done: open, undo })}>
        恢复 Open
      </Press>
    );
  }
  const undo = { path: path("open"), done: open };
  return (
    <Press
      label={`停止取号 ${zh} Stop`}
      onPress={() => void act({ path: path("close"), body: {}, done: stopped, undo })}
    >
      停号 Stop
    </Press>
  );
}

function Row(props: { view: ManagerView; service: ServiceView }): JSX.Element {
  const { view, service } = props;
  const floor = view.floor.services.find(({ id }) => id === service.id);
  const closed = floor?.closed ?? null;
  const late = (floor?.longestWaitMinutes ?? 0) > view.floor.targets.longestWaitMinutes;
  const stuck = service.waiting > 0 && service.openWindows === 0;
  return (
    <tr class={stuck || late ? "attention" : ""}>
      <td>
        <Say class="inline" of={both(service.name)} />
        <small class="row-estimate">{estimateWords(service.estimate).zh}</small>
        {closed !== null && (
          <small class="row-note">
            ■ {clockOf(closed.since)} 起停号 stopped {closed.reason ?? ""}
          </small>
        )}
        {service.remaining === 0 && <small class="row-note">■ 号已发完 quota used</small>}
      </td>
      <td class="number strong">{service.waiting}</td>
      <td class="number">
        {late && <span aria-hidden="true">▲ </span>}
        {floor?.longestWaitMinutes ?? 0}
      </td>
      <td class="number">
        {service.openWindows}
        <small> / {neededWords(view, service.id)}</small>
      </td>
      <td>
        <Gate service={service} closed={closed !== null} />
      </td>
    </tr>
  );
}

export function Services(props: { view: ManagerView }): JSX.Element {
  const { view } = props;
  return (
    <Panel title={{ zh: "各业务排队", en: "Queues by service" }} class="services part-services">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it on a phone */}
      <section class="table-scroll" tabIndex={0} aria-label="排队表 Table of queues">
        <table>
          <thead>
            <tr>
              <th>业务 Service</th>
              <th class="number">等候 Waiting</th>
              <th class="number">最长(分) Longest</th>
              <th class="number">窗口/需要 Open/needed</th>
              <th>取号 Numbers</th>
            </tr>
          </thead>
          <tbody>
            {view.services.map((service) => (
              <Row key={service.id} view={view} service={service} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="quiet calibration">
        <Say class="inline" of={calibrationWords(view.calibration)} />
      </p>
      <p class="quiet calibration">
        <Say
          class="inline"
          of={{
            zh: "“需要”按 Erlang C 由到达与办理时间算出，不依赖模拟，偏多",
            en: "needed: by Erlang C from arrivals and work, rather too many",
          }}
        />
      </p>
    </Panel>
  );
}
