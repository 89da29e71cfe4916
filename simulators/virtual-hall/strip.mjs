// Draws a LED strip dot by dot: text goes into a small canvas of the strip's own size, each set pixel is a lit dot.

import { element } from "./element.mjs";

/** Fonts with dot pictures at 16 pixels come first: that is what the cards carry. */
const FONTS =
  'SimSun, NSimSun, "WenQuanYi Bitmap Song", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif';
const COLOURS = { red: [255, 66, 40], green: [60, 232, 120], yellow: [255, 190, 40] };
/** How much of a pixel a stroke must cover to light its dot. */
const COVER_MIN = 104;
const PIXELS_PER_SECOND = 32;
const SIZE_DEFAULT = { width: 96, height: 16 };
/** A board larger than this is a mistake in the configuration, and would stall the page. */
const SIDE_MAX = 1024;
const HALF_WIDTH_LAST = 0xff;

const side = (value, usual) => (Number.isInteger(value) && value > 0 ? Math.min(value, SIDE_MAX) : usual);

/** What a strip shows, whatever its make: size and areas. */
function contentOf(device) {
  const view = device.view ?? {};
  const width = side(view.width, SIZE_DEFAULT.width);
  const height = side(view.height, SIZE_DEFAULT.height);
  const dark = view.on === false || device.fault === "unplugged";
  const whole = { x: 0, y: 0, w: width, h: height, mode: "static", colour: view.colour ?? "red", text: device.display };
  const areas = Array.isArray(view.areas) ? view.areas : [whole];
  return { width, height, areas: dark ? [] : areas, brightness: (view.brightness ?? 15) / 15 };
}

/** Width in pixels when every sign stands in its cell: full signs are square, Latin ones half as wide. */
function cellsOf(text, height) {
  let at = 0;
  return [...text].map((sign) => {
    const w = (sign.codePointAt(0) ?? 0) > HALF_WIDTH_LAST ? height : height / 2;
    const cell = { sign, x: at, w };
    at += w;
    return cell;
  });
}

/** One line of text as a picture of dots. */
function drawLine(text, height) {
  const cells = cellsOf(text, height);
  const last = cells.at(-1);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.ceil(last === undefined ? 1 : last.x + last.w));
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.font = `${height}px ${FONTS}`;
  context.textBaseline = "middle";
  context.fillStyle = "#fff";
  for (const { sign, x, w } of cells) {
    const own = context.measureText(sign).width || w;
    const narrowed = Math.min(1, w / own);
    context.save();
    context.translate(Math.round(x + (w - own * narrowed) / 2), height / 2);
    context.scale(narrowed, 1);
    context.fillText(sign, 0, height * 0.04);
    context.restore();
  }
  return canvas;
}

/** Which dots are lit, as `[x, y, colour]`. */
function litDots({ width, height, areas }, elapsedMs, pictures) {
  const dots = [];
  for (const area of areas) {
    const { x, y, w, h, text = "", mode, colour } = area;
    if (text === "" || !(w > 0) || !(h > 0)) continue;
    const line = Math.min(h, height);
    const key = `${line}|${text}`;
    if (!pictures.has(key)) pictures.set(key, readPixels(drawLine(text, line)));
    const picture = pictures.get(key);
    const moving = mode === "left" || mode === "right";
    const run = picture.width + w;
    const moved = moving ? Math.floor((elapsedMs / 1000) * PIXELS_PER_SECOND) % run : 0;
    const from = mode === "left" ? w - moved : mode === "right" ? moved - picture.width : 0;
    for (const [px, py] of picture.dots) {
      const [dx, dy] = [px + from, py];
      if (dx < 0 || dx >= w || x + dx >= width || y + dy >= height) continue;
      dots.push([x + dx, y + dy, COLOURS[colour] === undefined ? "red" : colour]);
    }
  }
  return dots;
}

function readPixels(canvas) {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const dots = [];
  for (let i = 0; i < canvas.width * canvas.height; i++) {
    if (data[i * 4 + 3] >= COVER_MIN) dots.push([i % canvas.width, Math.floor(i / canvas.width)]);
  }
  return { width: canvas.width, dots };
}

/** A lit dot with its glow, drawn once per size and colour. */
function dotSprite(pitch, [red, green, blue], brightness) {
  const size = Math.ceil(pitch * 2.4);
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext("2d");
  const middle = size / 2;
  const glow = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  const paint = (alpha) => `rgba(${red},${green},${blue},${alpha * brightness})`;
  glow.addColorStop(0, `rgba(${Math.min(255, red + 60)},${Math.min(255, green + 90)},${Math.min(255, blue + 70)},1)`);
  glow.addColorStop(0.3, paint(1));
  glow.addColorStop(0.42, paint(0.34));
  glow.addColorStop(1, paint(0));
  context.fillStyle = glow;
  context.fillRect(0, 0, size, size);
  return canvas;
}

/** The dark dots of a board that shows nothing. */
function drawBoard(context, { width, height }, pitch) {
  context.fillStyle = "#0b0b0d";
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.fillStyle = "#221a19";
  context.beginPath();
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height; y++) {
      const [cx, cy] = [(x + 0.5) * pitch, (y + 0.5) * pitch];
      context.moveTo(cx + pitch * 0.3, cy);
      context.arc(cx, cy, pitch * 0.3, 0, Math.PI * 2);
    }
  }
  context.fill();
}

/** Paints one strip into its canvas, keeping what does not change from frame to frame. */
function makePainter(canvas) {
  const sprites = new Map();
  const pictures = new Map();
  let board = null;

  function spriteOf(colour, brightness, pitch) {
    const key = `${colour}|${brightness}`;
    if (!sprites.has(key)) sprites.set(key, dotSprite(pitch, COLOURS[colour], 0.35 + 0.65 * brightness));
    return sprites.get(key);
  }

  return {
    /** Pictures of texts long gone are not kept. */
    forget() {
      pictures.clear();
      board = null;
    },
    paint(content, elapsedMs) {
      const pitch = (canvas.clientWidth * Math.min(2, window.devicePixelRatio || 1)) / content.width;
      const [width, height] = [Math.round(pitch * content.width), Math.round(pitch * content.height)];
      const context = canvas.getContext("2d");
      if (board === null || canvas.width !== width || canvas.height !== height) {
        canvas.width = width;
        canvas.height = height;
        sprites.clear();
        drawBoard(context, content, pitch);
        board = context.getImageData(0, 0, width, height);
      } else context.putImageData(board, 0, 0);
      context.globalCompositeOperation = "lighter";
      for (const [x, y, colour] of litDots(content, elapsedMs, pictures)) {
        const sprite = spriteOf(colour, content.brightness, pitch);
        context.drawImage(sprite, (x + 0.5) * pitch - sprite.width / 2, (y + 0.5) * pitch - sprite.height / 2);
      }
      context.globalCompositeOperation = "source-over";
    },
  };
}

/** One strip on the page. */
export function makeStrip() {
  const canvas = element("canvas", { role: "img" });
  const painter = makePainter(canvas);
  let content = null;
  let shown = "";
  let sinceMs = 0;
  let frame = 0;

  function draw() {
    frame = 0;
    if (content === null || canvas.clientWidth === 0) return;
    painter.paint(content, performance.now() - sinceMs);
    if (content.areas.some(({ mode }) => mode === "left" || mode === "right")) ask();
  }

  function ask() {
    if (frame === 0) frame = requestAnimationFrame(draw);
  }

  new ResizeObserver(ask).observe(canvas);
  return {
    body: element("div", { class: "strip" }, canvas),
    update(device) {
      const next = contentOf(device);
      const text = JSON.stringify(next);
      if (text === shown) return;
      shown = text;
      content = next;
      sinceMs = performance.now();
      painter.forget();
      canvas.style.aspectRatio = `${next.width} / ${next.height}`;
      canvas.setAttribute("aria-label", `条屏 strip ${device.id}: ${device.display || "（无显示 dark）"}`);
      ask();
    },
  };
}
