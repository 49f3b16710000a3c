namespace Vireo.Weights;

/// <summary>Formats of weight files.</summary>
public enum WeightFormat
{
    /// <summary>Hugging Face's safetensors, <c>.safetensors</c>: what Vireo writes itself.</summary>
    SafeTensors,

    /// <summary>A zip archive of <c>torch.save</c> since PyTorch 1.6, <c>.pth</c> or <c>.pt</c>.</summary>
    TorchZip,

    /// <summary>A row of pickles of <c>torch.save</c> before PyTorch 1.6; read, never written.</summary>
    TorchLegacy,

    /// <summary>A pickled dictionary of NumPy arrays, as <c>paddle.save</c> writes <c>.pdparams</c> and
    /// <c>.pdopt</c>; read, never written.</summary>
    Pickle,

    /// <summary>One array of NumPy, <c>.npy</c>.</summary>
    Npy,

    /// <summary>A zip archive of arrays of NumPy, <c>.npz</c>.</summary>
    Npz,
}
