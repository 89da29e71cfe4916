// Adding a device, changing or replacing one, taking one out: chosen by device, not by port; every change is previewed.
import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { ConfigView, ModelView } from "../../controller/contract/technician.ts";
import { DEVICE_KINDS } from "../shared/i18n/states.ts";
import { Panel, Press, Say } from "../shared/ui/parts.tsx";
import * as view from "./add-view.ts";
import { DevicePicker, Quiet, TroubleLine } from "./bits.tsx";
import { Change } from "./change.ts";
import { ChangePanel } from "./change-panel.tsx";
import { SchemaForm } from "./form.tsx";
import { fieldsOf } from "./form-view.ts";
import { LinkPicker } from "./link-picker.tsx";
import { formOf } from "./link-view.ts";
import type { TechnicianStore } from "./store.ts";
import { freeId, hashOf } from "./view.ts";

export function AddTab(props: { store: TechnicianStore }): JSX.Element {
  const { store } = props;
  const config = store.config.value;
  const { deviceId } = store.place.value;
  // Without its model's schema a device's settings could not be told from unknown ones.
  if (config === null || store.models.value.length === 0) {
    return store.configTrouble.value === null ? (
      <Quiet of={{ zh: "正在读取配置…", en: "Reading the configuration…" }} />
    ) : (
      <TroubleLine trouble={store.configTrouble.value} onRetry={() => void store.load()} />
    );
  }
  return (
    <>
      <DevicePicker
        tab="add"
        chosen={deviceId}
        ids={config.devices.map(({ id }) => String(id))}
        none={{ zh: "＋ 新设备", en: "a new device" }}
      />
      <Editor key={deviceId ?? ""} store={store} config={config} deviceId={deviceId} />
    </>
  );
}

function openingDraft(store: TechnicianStore, config: ConfigView, deviceId: string | null): view.DeviceDraft {
  const device = deviceId === null ? null : store.deviceConfig(deviceId);
  if (device !== null) {
    return view.draftOfDevice(
      device,
      store.models.value.find(({ id }) => id === device.model),
    );
  }
  const link = store.draftLink.value;
  const name = freeId(
    "line",
    config.links.map(({ id }) => String(id)),
  );
  return { ...view.emptyDraft(""), link: link === null ? null : formOf(link, name) };
}

function Editor(props: { store: TechnicianStore; config: ConfigView; deviceId: string | null }): JSX.Element {
  const { store, config, deviceId } = props;
  const draft = useSignal(openingDraft(store, config, deviceId));
  const change = useMemo(() => new Change(store), [store]);
  // A link found on the ports tab is used once.
  useEffect(() => {
    store.draftLink.value = null;
  }, [store]);
  const model = store.models.value.find(({ id }) => id === draft.value.modelId);
  const { edits, faults } = view.drafted(draft.value, model, config);
  const edit = (more: Partial<view.DeviceDraft>): void => {
    draft.value = { ...draft.value, ...more };
    change.preview.value = null;
  };
  if (deviceId !== null && store.deviceConfig(deviceId) === null && change.applied.value === null) {
    return <Quiet of={{ zh: `配置里没有设备 ${deviceId}`, en: `There is no device ${deviceId}` }} />;
  }
  return (
    <div class="editor">
      <Panel
        title={
          deviceId === null
            ? { zh: "添加设备", en: "Add a device" }
            : { zh: `更换或修改 ${deviceId}（名字和设置保留）`, en: "Replace or change: id and settings stay" }
        }
      >
        <ModelPicker
          store={store}
          modelId={draft.value.modelId}
          onChoose={(chosen) => {
            const next = view.withModel(draft.value, chosen, config.links);
            const taken = config.devices.map(({ id }) => String(id));
            edit({ ...next, id: deviceId ?? freeId(chosen.kind, taken) });
          }}
        />
        {model !== undefined && (
          <>
            <IdField draft={draft.value} fault={faults.id} onId={(id) => edit({ id })} />
            <LinkPicker
              id="device"
              store={store}
              types={model.links}
              choice={draft.value.link}
              onChoose={(link) => edit({ link })}
            />
            <SchemaForm
              id="place"
              fields={view.placeFields(model.kind, config.windows)}
              draft={draft.value.place}
              faults={faults.place}
              onChange={(place) => edit({ place })}
            />
            <h3>
              <Say class="inline" of={{ zh: "设置", en: "Settings" }} />
            </h3>
            <SchemaForm
              id="settings"
              fields={fieldsOf(model.settings)}
              draft={draft.value.settings}
              faults={faults.settings}
              onChange={(settings) => edit({ settings })}
            />
            <ExtraField draft={draft.value} fault={faults.extra} onExtra={(extra) => edit({ extra })} />
            <Press
              class="primary"
              disabled={edits === null || change.busy.value}
              onPress={() => edits !== null && void change.show(edits)}
            >
              <Say class="inline" of={{ zh: "预览改动", en: "Preview the change" }} />
            </Press>
            {edits === null && <Quiet of={{ zh: "还有必填项未填好", en: "Something is still missing above" }} />}
          </>
        )}
        <ChangePanel
          change={change}
          done={
            <a class="press primary" href={hashOf("devices", draft.value.id.trim())}>
              <Say class="inline" of={{ zh: "去测试这台设备", en: "Test this device" }} />
            </a>
          }
        />
      </Panel>
      {deviceId !== null && <Removal store={store} config={config} deviceId={deviceId} />}
    </div>
  );
}

function ModelPicker(props: {
  store: TechnicianStore;
  modelId: string;
  onChoose: (model: ModelView) => void;
}): JSX.Element {
  const { models } = props.store;
  const kind = useSignal(models.value.find(({ id }) => id === props.modelId)?.kind ?? "");
  const kinds = [...new Set(models.value.map((model) => model.kind))];
  return (
    <>
      <div class="kinds">
        {kinds.map((each) => (
          <Press key={each} class="choice" pressed={kind.value === each} onPress={() => (kind.value = each)}>
            <Say of={DEVICE_KINDS[each] ?? { zh: each, en: "" }} />
          </Press>
        ))}
      </div>
      {kind.value !== "" && (
        <ul class="models">
          {models.value
            .filter((model) => model.kind === kind.value)
            .map((model) => (
              <li key={model.id}>
                <Press pressed={model.id === props.modelId} onPress={() => props.onChoose(model)}>
                  <span>{model.title}</span>
                  <small>
                    {model.id} · {model.links.join(", ")}
                  </small>
                </Press>
              </li>
            ))}
        </ul>
      )}
    </>
  );
}

function IdField(props: {
  draft: view.DeviceDraft;
  fault: { zh: string; en: string } | null;
  onId: (id: string) => void;
}): JSX.Element {
  const { draft, fault } = props;
  return (
    <div class={`field ${fault === null ? "" : "field-fault"}`}>
      <label for="device-id">
        <strong>id</strong>
        <small>名字，不能重复 its name, used once</small>
      </label>
      <input
        id="device-id"
        type="text"
        maxLength={64}
        disabled={draft.replaces !== null}
        value={draft.id}
        onInput={(event) => props.onId(event.currentTarget.value)}
      />
      {fault !== null && (
        <p class="fault" role="alert">
          <span aria-hidden="true">▲ </span>
          <Say class="inline" of={fault} />
        </p>
      )}
    </div>
  );
}

/** What the schema does not name stays editable. */
function ExtraField(props: {
  draft: view.DeviceDraft;
  fault: { zh: string; en: string } | null;
  onExtra: (extra: string) => void;
}): JSX.Element {
  const { draft, fault } = props;
  return (
    <details open={draft.extra !== ""}>
      <summary>
        <Say class="inline" of={{ zh: "其他设置（JSON）", en: "Other settings (JSON)" }} />
      </summary>
      <textarea
        aria-label="其他设置 Other settings"
        rows={4}
        value={draft.extra}
        onInput={(event) => props.onExtra(event.currentTarget.value)}
      />
      {fault !== null && (
        <p class="fault" role="alert">
          <span aria-hidden="true">▲ </span>
          <Say class="inline" of={fault} />
        </p>
      )}
    </details>
  );
}

function Removal(props: { store: TechnicianStore; config: ConfigView; deviceId: string }): JSX.Element {
  const { store, config, deviceId } = props;
  const withLink = useSignal(false);
  const change = useMemo(() => new Change(store), [store]);
  const shared = view.sharesLink(deviceId, config.devices);
  return (
    <Panel title={{ zh: `移除 ${deviceId}`, en: "Remove this device" }} class="removal">
      {!shared && change.applied.value === null && (
        <label class="check">
          <input
            type="checkbox"
            checked={withLink.value}
            onChange={(event) => {
              withLink.value = event.currentTarget.checked;
            }}
          />
          <Say class="inline" of={{ zh: "连同它的线路", en: "together with its line" }} />
        </label>
      )}
      {change.preview.value === null && change.applied.value === null && (
        <Press
          class="danger"
          disabled={change.busy.value}
          onPress={() => void change.show(view.removalOf(deviceId, config.devices, withLink.value))}
        >
          <Say class="inline" of={{ zh: "移除…先看改动", en: "Remove… first show the change" }} />
        </Press>
      )}
      {change.preview.value !== null && (
        <p class="line line-trouble" role="alert">
          <Say
            class="inline"
            of={{ zh: `确定移除 ${deviceId}？可在「配置」中回退`, en: `Really remove it? “Settings” can go back` }}
          />
        </p>
      )}
      <ChangePanel change={change} />
    </Panel>
  );
}
