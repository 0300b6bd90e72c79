/** Layers, backpropagation and a two-layer network on a small NumPy-like array. */

export { type Dataset, type LoadMnistOptions, loadMnist, type Samples } from "./datasets/mnist";
export {
  type AnswerHints,
  checkAnswer,
  type ExpectedAnswer,
  exercisesDone,
  Verdict,
} from "./exercise";
export { crossEntropyError, sigmoid, softmax } from "./functions";
export { ComputationGraph, type ValueIn } from "./graph/computationGraph";

export { countRuns } from "./graph/countRuns";
export type { GraphNode, Group, Operation, Parameter, RanGraph, Source } from "./graph/node";
export { type Display, type Files, type MimeBundle, setDisplay, setFiles } from "./host/host";
export { pause } from "./host/interrupt";
export { AddLayer } from "./layers/addLayer";
export { Affine, type RandomAffineOptions } from "./layers/affine";
export { ExpLayer } from "./layers/expLayer";
export { InverseLayer } from "./layers/inverseLayer";
export type { Layer, Output, Value } from "./layers/layer";
export { MaxLayer } from "./layers/maxLayer";
export { MulLayer } from "./layers/mulLayer";
export { Relu } from "./layers/relu";
export { Sigmoid } from "./layers/sigmoid";
export { SoftmaxWithLoss } from "./layers/softmaxWithLoss";
export { Tanh } from "./layers/tanh";
export type { Html, Svg } from "./markup";
export type { Range } from "./ndarray/indexing";
export { type ArrayLike, type DType, type Index, NDArray } from "./ndarray/ndarray";
export * as np from "./ndarray/np";
export { Comparison, compare } from "./network/compare";
export {
  type CompareOptions,
  compareTrainings,
  type Run,
  type Setting,
  type TrainingComparison,
} from "./network/compareTrainings";
export {
  checkGradients,
  GradientCheck,
  type GradientComparison,
  numericalGradient,
} from "./network/gradient";
export type { Network } from "./network/network";
export { AdaGrad, Adam, Momentum, type Optimizer, SGD } from "./network/optimizers";
export { Sequential } from "./network/sequential";
export {
  type Epoch,
  type History,
  type TrainingProgress,
  type TrainOptions,
  train,
} from "./network/training";
export {
  TwoLayerNet,
  type TwoLayerNetOptions,
  type TwoLayerNetParameters,
} from "./network/twoLayerNet";
export { animation } from "./view/animation";
export { barChart, type ChartOptions, heatMaps, type Line, lineChart } from "./view/charts";
export {
  clearComparisons,
  comparisonCurves,
  comparisonTable,
  liveComparison,
} from "./view/comparison";
export { type DigitsOptions, digits } from "./view/digits";
export type { Figure } from "./view/figure";
export { gradientTable } from "./view/gradientTable";
export { type DrawOptions, draw } from "./view/graph/draw";
export { type PlayerOptions, player } from "./view/graph/player";
export { landscape } from "./view/landscape";
export { liveCurves } from "./view/liveCurves";
export { show } from "./view/show";
export { trainingCurves } from "./view/trainingCurves";
