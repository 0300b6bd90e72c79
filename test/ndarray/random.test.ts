import { np } from "backprop";
import { expect, suite, test } from "vitest";
import "../support/allclose";

// Each function is compared with NumPy in numpy.test.ts; here, that all of them draw from one stream.

suite("np.random", () => {
  // biome-ignore format: what NumPy's RandomState of each seed draws, a seed a line
  test.each([
    [0, [1.764052345967664, 0.4001572083672233, 0.9787379841057392], [41993, 57043, 20757, 55026, 46884], [0.2975346065444723, 0.05671297731744318], [2.240893199201458, -0.1730695963149052], [5, 2, 3, 4, 1, 0, 6]],
    [1, [1.6243453636632417, -0.6117564136500754, -0.5281717522634557], [36230, 32025, 58546, 54548, 21758], [0.3132735169322751, 0.5245481595728714], [-1.0729686221561705, -1.5078076574393642], [0, 5, 1, 3, 4, 2, 6]],
    [42, [0.4967141530112327, -0.13826430117118466, 0.6476885381006925], [54886, 6265, 16850, 37194, 21962], [0.8661761457749352, 0.6011150117432088], [1.5230298564080254, -0.580878134023515], [2, 5, 6, 1, 3, 0, 4]],
  ])("seed %d: one stream for all functions, in turn", (seed, normal, choice, uniform, rest, permutation) => {
    np.random.seed(seed);
    expect(np.random.randn(3)).toBeAllclose(normal, 1e-15);
    expect(np.random.choice(60000, 5).tolist()).toEqual(choice);
    expect(np.random.rand(2).tolist()).toEqual(uniform);
    expect(np.random.randn(2)).toBeAllclose(rest, 1e-15);
    expect(np.random.permutation(7).tolist()).toEqual(permutation);
  });

  test("single numbers come from the same stream as arrays", () => {
    np.random.seed(0);
    const array = np.random.rand(3).tolist();
    np.random.seed(0);
    expect([np.random.rand(), np.random.rand(), np.random.rand()]).toEqual(array);
  });

  test("seed forgets the second normal number of a pair", () => {
    np.random.seed(0);
    const first = np.random.randn();
    np.random.seed(0);
    expect(np.random.randn()).toBe(first);
  });
});
