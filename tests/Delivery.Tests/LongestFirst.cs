using GitOpsDemo.Delivery.Tests.Proof.Mutants;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("GitOpsDemo.Delivery.Tests.LongestFirst", "GitOpsDemo.Delivery.Tests")]

namespace GitOpsDemo.Delivery.Tests;

/// <summary>The class that waits for minutes begins first: all others run beside it, and nothing after it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.DisplayName.EndsWith(nameof(MutantTests), StringComparison.Ordinal));
}
