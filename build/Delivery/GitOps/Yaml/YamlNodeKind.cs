namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>What a node of a YAML file is.</summary>
internal enum YamlNodeKind
{
    /// <summary>A single value.</summary>
    Scalar,

    /// <summary>A reference to an anchor, <c>*name</c>.</summary>
    Alias,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys and values.</summary>
    Mapping,
}
