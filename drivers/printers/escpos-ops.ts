// The vocabulary of the ESC/POS tongue: one object per command, as tickets are composed and test vectors are written.
import type { Bitmap, QrLevel } from "./raster.ts";

export type Align = "left" | "center" | "right";

/** 0 = normal, 1 = double width, 2 = double height, 3 = both (hardware.md §1.2, GS v 0). */
export type RasterScale = 0 | 1 | 2 | 3;

type TextOp =
  | { readonly op: "text"; readonly text: string }
  | { readonly op: "lf" }
  | { readonly op: "formFeed" }
  | { readonly op: "feedLines"; readonly n: number }
  | { readonly op: "feedDots"; readonly n: number };

type StyleOp =
  | { readonly op: "init" }
  | { readonly op: "kanji"; readonly on: boolean }
  | { readonly op: "kanjiStyle"; readonly n: number }
  | { readonly op: "kanjiSpacing"; readonly left: number; readonly right: number }
  | { readonly op: "kanjiQuad"; readonly on: boolean }
  | { readonly op: "codeTable"; readonly n: number }
  | { readonly op: "international"; readonly n: number }
  | { readonly op: "bold"; readonly on: boolean }
  | { readonly op: "doubleStrike"; readonly on: boolean }
  | { readonly op: "font"; readonly font: "A" | "B" | "C" }
  | { readonly op: "align"; readonly to: Align }
  | { readonly op: "underline"; readonly dots: number }
  | { readonly op: "invert"; readonly on: boolean }
  | { readonly op: "upsideDown"; readonly on: boolean }
  | { readonly op: "size"; readonly width: number; readonly height: number }
  | {
      readonly op: "mode";
      readonly font?: "A" | "B";
      readonly bold: boolean;
      readonly doubleHeight: boolean;
      readonly doubleWidth: boolean;
      readonly underline: boolean;
    }
  | { readonly op: "characterSpacing"; readonly dots: number }
  /** `null` = the printer's own pitch. */
  | { readonly op: "linePitch"; readonly dots: number | null }
  | { readonly op: "printWidth"; readonly dots: number }
  | { readonly op: "leftMargin"; readonly dots: number }
  | { readonly op: "position"; readonly dots: number };

type SymbolOp =
  | { readonly op: "barcodeHeight"; readonly dots: number }
  | { readonly op: "barcodeWidth"; readonly n: number }
  | { readonly op: "hriPosition"; readonly n: number }
  | { readonly op: "hriFont"; readonly n: number }
  | { readonly op: "code39"; readonly data: string }
  | { readonly op: "code128"; readonly set: "A" | "B" | "C"; readonly data: string }
  | { readonly op: "ean13"; readonly data: string }
  | { readonly op: "qr"; readonly data: string; readonly model: 1 | 2; readonly size: number; readonly ec: QrLevel }
  | {
      readonly op: "pdf417";
      readonly data: string;
      /** 0 = chosen by the printer. */
      readonly columns?: number;
      readonly width?: number;
      readonly rowHeight?: number;
      /** Error correction as a ratio, 1 = 10 %. */
      readonly ec?: number;
      readonly options?: number;
    };

type PictureOp =
  | { readonly op: "raster"; readonly rows: readonly string[]; readonly scale?: RasterScale }
  | { readonly op: "bitmap"; readonly bitmap: Bitmap; readonly scale?: RasterScale }
  | { readonly op: "graphics"; readonly rows: readonly string[]; readonly scaleX?: 1 | 2; readonly scaleY?: 1 | 2 };

type MachineOp =
  /** Without `feed` the blade falls where the paper is; with it the paper first runs to the blade and on. */
  | { readonly op: "cut"; readonly kind: "full" | "partial"; readonly feed?: number }
  | { readonly op: "oldCut"; readonly kind: "full" | "partial" }
  | { readonly op: "release" }
  | { readonly op: "selfTest" }
  | { readonly op: "dleEot"; readonly n: number }
  | { readonly op: "recover"; readonly n: 1 | 2 }
  | { readonly op: "clearBuffer" }
  | { readonly op: "asb"; readonly mask: number }
  | { readonly op: "gsR"; readonly n: number }
  | { readonly op: "gsI"; readonly n: number }
  | { readonly op: "escV" }
  | { readonly op: "processId"; readonly id: string };

/** One ESC/POS command by meaning. */
export type EscposOp = TextOp | StyleOp | SymbolOp | PictureOp | MachineOp;
