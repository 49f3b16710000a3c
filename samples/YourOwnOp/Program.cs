using Vireo;
using Vireo.Onnx;
using Vireo.Testing;
using YourOwnOp;

// Shape, gradient against central differences, every kernel against the reference; throws when something does not hold.
Check.Conforms(new(new Snake { Alpha = 2 }, new OpInput([3, 4])));
Console.WriteLine("gradient and kernels agree");

var x = Tensor.Placeholder([2, 3]);
var path = args.Length > 0 ? args[0] : "snake.onnx";
OnnxExport.Save(path, [("x", x)], [("y", Tensor.Of(new Snake { Alpha = 2 }, x))]);
Console.WriteLine($"written: {path}");
