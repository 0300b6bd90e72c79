/** Layers, backpropagation and a two-layer network on a small NumPy-like array. */
export { type AnswerHints, checkAnswer, type ExpectedAnswer, Verdict } from "./exercise";
export { crossEntropyError, sigmoid, softmax } from "./functions";
export {
  checkGradients,
  GradientCheck,
  type GradientComparison,
  numericalGradient,
} from "./gradient";
export { ComputationGraph, type ValueIn } from "./graph/computationGraph";

export type { GraphNode, Group, Operation, Parameter, RanGraph, Source } from "./graph/node";
export { pause } from "./interrupt";
export { AddLayer } from "./layers/addLayer";
export { Affine } from "./layers/affine";
export { ExpLayer } from "./layers/expLayer";
export { InverseLayer } from "./layers/inverseLayer";
export type { Layer, Output, Value } from "./layers/layer";
export { MaxLayer } from "./layers/maxLayer";
export { MulLayer } from "./layers/mulLayer";
export { Relu } from "./layers/relu";
export { Sigmoid } from "./layers/sigmoid";
export { SoftmaxWithLoss } from "./layers/softmaxWithLoss";
export type { Html, Svg } from "./markup";
export { type Dataset, type LoadMnistOptions, loadMnist, type Samples } from "./mnist";
export type { Range } from "./ndarray/indexing";
export { type ArrayLike, type DType, type Index, NDArray } from "./ndarray/ndarray";
export * as np from "./ndarray/np";
export type { Network } from "./network";
export { type DigitsOptions, digits } from "./notebook/digits";
export type { Figure } from "./notebook/figure";
export { gradientTable } from "./notebook/gradientTable";
export { liveCurves } from "./notebook/liveCurves";
export { show } from "./notebook/show";
export { trainingCurves } from "./notebook/trainingCurves";
export {
  type Epoch,
  type History,
  type TrainingProgress,
  type TrainOptions,
  train,
} from "./training";
export { TwoLayerNet, type TwoLayerNetOptions, type TwoLayerNetParameters } from "./twoLayerNet";
export { type DrawOptions, draw } from "./view/draw";
export { type PlayerOptions, player } from "./view/player";
