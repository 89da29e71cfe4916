// Where to go: one way to every page of the hall.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./home.css";
import { type JSX, render } from "preact";
import type { HallView } from "../../controller/contract/views.ts";
import { requireAdmission } from "../shared/admission.ts";
import { type Both, both } from "../shared/i18n/both.ts";
import { ACTIVITIES } from "../shared/i18n/states.ts";
import { followView } from "../shared/live.ts";
import { Say } from "../shared/ui/parts.tsx";
import { doors, VIRTUAL_HALL_PORT } from "./view.ts";

// What everybody may see has pages of its own; this one is the way to all of them.
requireAdmission({ kind: "staff", rights: ["staff", "board"] });
const live = followView("hall", null);

function Door(props: { href: string; name: Both; about: Both }): JSX.Element {
  return (
    <a class="door" href={props.href}>
      <Say class="door-name" of={props.name} />
      <Say class="door-about" of={props.about} />
    </a>
  );
}

function Windows(props: { windows: HallView["windows"] }): JSX.Element {
  return (
    <ul class="window-doors">
      {props.windows.map((window) => {
        const id = encodeURIComponent(window.id);
        return (
          <li key={window.id}>
            <span class="window-door-name">
              <Say class="inline" of={both(window.name)} />
              <Say class="inline window-door-state" of={ACTIVITIES[window.activity]} />
            </span>
            <a href={`/window?id=${id}`}>工作台 Console</a>
            <a href={`/pad?id=${id}`}>评价 Pad</a>
            <a href={`/screen?window=${id}`}>窗口屏 Screen</a>
          </li>
        );
      })}
    </ul>
  );
}

function Home(): JSX.Element {
  const view = live.view.value;
  return (
    <main class="home">
      <h1>
        <Say of={view === null ? { zh: "政务服务大厅", en: "Service hall" } : both(view.hall.name)} />
      </h1>
      <div class="doors">
        {doors(window.location, view?.kiosks ?? []).map((door) => (
          <Door key={door.href} {...door} />
        ))}
      </div>
      <h2>
        <Say class="inline" of={{ zh: "窗口", en: "Windows" }} />
      </h2>
      {view === null ? (
        <p class="quiet">
          <Say of={{ zh: "正在连接…", en: "Connecting…" }} />
        </p>
      ) : (
        <Windows windows={view.windows} />
      )}
      <p class="quiet home-foot">
        <Say
          class="inline"
          of={{
            zh: `虚拟大厅只在带模拟设备运行时可用（端口 ${VIRTUAL_HALL_PORT}）`,
            en: `The virtual hall is there only when simulators run (port ${VIRTUAL_HALL_PORT})`,
          }}
        />
      </p>
    </main>
  );
}

const page = document.getElementById("page");
if (page !== null) render(<Home />, page);
