using Cake.Core;

namespace Cake.Frosting;

/// <summary>What every task of a build is given: Cake's own context, and what the build adds to it.</summary>
public interface IFrostingContext : ICakeContext;
