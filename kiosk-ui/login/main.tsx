// Signing in; on a new hall, the first manager.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./login.css";
import { signal } from "@preact/signals";
import { type ComponentChildren, type JSX, render } from "preact";
import type { MeView } from "../../controller/contract/access.ts";
import { PASSWORD_CHARS_MIN } from "../../controller/contract/access-limits.ts";
import { get } from "../shared/api.ts";
import { ask } from "../shared/ask.ts";
import type { Both } from "../shared/i18n/both.ts";
import { Say } from "../shared/ui/parts.tsx";
import { nextPage, passwordTrouble, troubleWords } from "./view.ts";

const AGAIN_MS = 3_000;
const me = signal<MeView | null>(null);
const trouble = signal<Both | null>(null);
const busy = signal(false);
const next = nextPage(window.location.search, window.location.origin);
/** Signed in, but not as somebody who may see the page wanted. */
const asOther = new URLSearchParams(window.location.search).has("other");

async function look(): Promise<void> {
  const answer = await get<MeView>("/access/me");
  if (answer.ok) me.value = answer.value;
  else window.setTimeout(() => void look(), AGAIN_MS);
}

async function send(path: string, body: unknown, then = next): Promise<void> {
  busy.value = true;
  trouble.value = null;
  const answer = await ask<MeView>(path, body);
  busy.value = false;
  if (answer.ok) window.location.replace(then);
  else trouble.value = troubleWords(answer.code, answer.detail);
}

async function signOut(): Promise<void> {
  await ask("/access/sign-out", {});
  window.location.reload();
}

interface FieldProps {
  readonly name: string;
  readonly label: Both;
  readonly type?: "text" | "password";
  readonly complete: string;
  readonly hint?: Both;
  readonly focus?: boolean;
}

function Field(props: FieldProps): JSX.Element {
  const shared = {
    ...({ name: props.name, autocomplete: props.complete, autocapitalize: "none", spellcheck: false } as const),
    ...{ required: true, autofocus: props.focus ?? false },
  };
  return (
    <label class="field" for={`field-${props.name}`}>
      <Say class="inline" of={props.label} />
      {props.type === "password" ? <input type="password" {...shared} /> : <input type="text" {...shared} />}
      {props.hint !== undefined && (
        <span class="hint">
          <Say class="inline" of={props.hint} />
        </span>
      )}
    </label>
  );
}

function Form(props: { onSend: (form: FormData) => void; send: Both; children: ComponentChildren }): JSX.Element {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy.value) props.onSend(new FormData(event.currentTarget));
      }}
    >
      {props.children}
      {trouble.value !== null && (
        <p class="trouble" role="alert">
          <Say of={trouble.value} />
        </p>
      )}
      <button class="press primary" type="submit" disabled={busy.value}>
        <Say of={busy.value ? { zh: "请稍候…", en: "One moment…" } : props.send} />
      </button>
    </form>
  );
}

const textIn = (form: FormData, name: string): string => String(form.get(name) ?? "");

function SignIn(): JSX.Element {
  return (
    <>
      <h1>
        <Say of={{ zh: "登录", en: "Sign in" }} />
      </h1>
      {asOther && (
        <p class="note">
          <Say of={{ zh: "当前账号没有该页面的权限", en: "This account may not open that page" }} />
        </p>
      )}
      <Form
        send={{ zh: "登录", en: "Sign in" }}
        onSend={(form) =>
          void send("/access/sign-in", { username: textIn(form, "username"), password: textIn(form, "password") })
        }
      >
        <Field
          name="username"
          complete="username"
          focus
          label={{ zh: "用户名或工号", en: "User name or staff number" }}
        />
        <Field name="password" type="password" complete="current-password" label={{ zh: "密码", en: "Password" }} />
      </Form>
      <p class="quiet">
        <Say
          of={{
            zh: "忘记密码请找管理员重置",
            en: "Forgotten? A manager can set a new password",
          }}
        />
      </p>
    </>
  );
}

function SetUp(): JSX.Element {
  return (
    <>
      <h1>
        <Say of={{ zh: "首次设置：第一位管理员", en: "First run: the first manager" }} />
      </h1>
      <Form
        send={{ zh: "建立管理员账号", en: "Make the account" }}
        onSend={(form) => {
          const password = textIn(form, "password");
          trouble.value = passwordTrouble(password, textIn(form, "again"), PASSWORD_CHARS_MIN);
          if (trouble.value !== null) return;
          const asked = { code: textIn(form, "code"), username: textIn(form, "username"), password };
          // Whoever came for no page in particular sets up the hall first.
          void send("/access/set-up", asked, next === "/" ? "/manager" : next);
        }}
      >
        <Field
          name="code"
          complete="off"
          focus
          label={{ zh: "设置码", en: "Set-up code" }}
          hint={{ zh: "在服务的控制台上，或数据目录的 setup.code", en: "on the service's console, or in setup.code" }}
        />
        <Field
          name="username"
          complete="username"
          label={{ zh: "用户名或工号", en: "User name or staff number" }}
          hint={{ zh: "配置里的员工，或新的小写英文名", en: "of the configuration's staff, or new, in small letters" }}
        />
        <Field
          name="password"
          type="password"
          complete="new-password"
          label={{ zh: "密码", en: "Password" }}
          hint={{ zh: `至少 ${PASSWORD_CHARS_MIN} 个字符`, en: `${PASSWORD_CHARS_MIN} characters or more` }}
        />
        <Field name="again" type="password" complete="new-password" label={{ zh: "再输一次", en: "Once more" }} />
      </Form>
    </>
  );
}

function SignedIn(props: { me: MeView }): JSX.Element {
  const { name, id } = props.me;
  return (
    <>
      <h1>
        <Say of={{ zh: "已登录", en: "Signed in" }} />
      </h1>
      <p class="who">{name ?? id}</p>
      <a class="press primary" href={next}>
        <Say of={{ zh: "继续", en: "Go on" }} />
      </a>
      <button class="press" type="button" onClick={() => void signOut()}>
        <Say of={{ zh: "退出登录", en: "Sign out" }} />
      </button>
      <details>
        <summary>
          <Say class="inline" of={{ zh: "更换密码", en: "Change password" }} />
        </summary>
        <Form
          send={{ zh: "更换密码", en: "Change it" }}
          onSend={(form) => {
            const password = textIn(form, "password");
            trouble.value = passwordTrouble(password, textIn(form, "again"), PASSWORD_CHARS_MIN);
            if (trouble.value === null) void send("/access/password", { old: textIn(form, "old"), new: password });
          }}
        >
          <Field
            name="old"
            type="password"
            complete="current-password"
            label={{ zh: "现在的密码", en: "Present password" }}
          />
          <Field name="password" type="password" complete="new-password" label={{ zh: "新密码", en: "New password" }} />
          <Field name="again" type="password" complete="new-password" label={{ zh: "再输一次", en: "Once more" }} />
        </Form>
      </details>
    </>
  );
}

function Login(): JSX.Element {
  const known = me.value;
  return (
    <main class="login">
      {known === null && <Say of={{ zh: "正在连接…", en: "Connecting…" }} />}
      {known?.setUpNeeded === true && <SetUp />}
      {known !== null && !known.setUpNeeded && known.kind === "staff" && !asOther && <SignedIn me={known} />}
      {known !== null && !known.setUpNeeded && (known.kind !== "staff" || asOther) && <SignIn />}
    </main>
  );
}

const page = document.getElementById("page");
if (page !== null) render(<Login />, page);
void look();
