# The 160 configurations of table 2, a line each: METHOD-HIDDEN-LATENT-STAGE1-STAGE2, the last two in units of 25,000 epochs
# (GPLaSDI has one stage).
for latent in 4 5 6 7; do
  for budget in 1-1 1-2 2-2 3-1; do
    for hidden in 50 500 1000 500-50 1000-500-50; do echo "mlasdi-$hidden-$latent-$budget"; done
  done
  for budget in 1-0 2-0 3-0 4-0; do
    for hidden in 75 750 1500 750-75 1500-750-75; do echo "gplasdi-$hidden-$latent-$budget"; done
  done
done
